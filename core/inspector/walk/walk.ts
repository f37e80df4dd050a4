import type { WalkStepId, WalkView } from '#shared/contract/walk.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import type { PlaintextFacts } from '../../ports/plaintext-reader.ts';
import { contextBytes } from '../kms-context.ts';
import type { ObjectName } from '../object-copies.ts';
import { triesOf } from '../tries/tries-of.ts';
import { walkBytes, walkEtag } from './bytes-steps.ts';
import { SYSTEM_BUCKET, walkConfig } from './config-walk.ts';
import { sealedDataKeyOf, walkDataKey } from './data-key-steps.ts';
import { type WalkedMetadata, walkMetadata } from './metadata-steps.ts';
import { walkObjectKey, walkPartKeys } from './object-key-steps.ts';
import { WalkRecorder } from './recorder.ts';
import type { BytesInputs } from './shard-steps.ts';
import type { WalkSources } from './sources.ts';
import { stripOf } from './strip.ts';

export interface WalkRequest {
  readonly name: ObjectName;
  /** Drives to take as absent. */
  readonly without: readonly string[];
  /** Gets the plaintext in order; nothing that is not authentic. */
  readonly sink?: (chunk: Uint8Array) => Promise<void>;
  readonly onStep?: (id: WalkStepId) => void;
  /** A walk of an altered copy is shown also where nothing of the object is left. */
  readonly isTry?: boolean;
}

export interface Walked {
  readonly view: Omit<WalkView, 'walk'>;
  /** Covered values by id, as they are shown when somebody asks. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Why it did not get to the plaintext. */
  readonly failure: Error | undefined;
}

const KEY_STEPS = [
  'kms-ciphertext',
  'context',
  'data-key',
  'data-key-offline',
  'kek',
  'object-key',
  'part-key',
] as const;
/** Failures of the first step: there is nothing to show. */
const HAS_NO_WALK: ReadonlySet<string> = new Set(['not-found', 'invalid-input']);
const KMS_STEPS = KEY_STEPS.slice(0, 4);

/**
 * Walks one object from the bytes on its drives to its plaintext, with our own code. Every step says what went in, what
 * came out and what was checked. A step that fails ends the walk there. Throws `cancelled`, `not-found` where no drive
 * knows the object, and `invalid-input` for a key that leads out of the drives.
 */
export async function walkObject(
  sources: WalkSources,
  { name, without, sink, onStep, isTry = false }: WalkRequest,
  context: OperationContext,
): Promise<Walked> {
  const recorder = new WalkRecorder(sources.clock, onStep ?? (() => {}));
  const metadata = await walkMetadata(recorder, sources, { name, without, signal: context.signal });
  // What is not there has no walk.
  if (
    !isTry &&
    recorder.failure !== undefined &&
    !recorder.has('read') &&
    HAS_NO_WALK.has(recorder.failure.code)
  )
    throw recorder.failure;
  let facts: PlaintextFacts | undefined;
  if (metadata !== undefined) {
    facts =
      name.bucket === SYSTEM_BUCKET && metadata.encryption === undefined
        ? await walkConfig(recorder, sources, { metadata, sink, context })
        : await walkToPlaintext(recorder, sources, { metadata, sink, context });
  }
  return {
    view: {
      bucket: name.bucket,
      key: name.key,
      versionId: metadata?.copies.version.versionId ?? name.versionId ?? '',
      encryption: metadata?.encryption?.mode ?? 'none',
      ...(metadata?.encryption?.keyName === undefined ? {} : { keyName: metadata.encryption.keyName }),
      parts: metadata?.object.parts.length ?? 0,
      ok: recorder.failure === undefined && facts !== undefined,
      steps: recorder.steps(),
      strip: metadata === undefined ? [] : [...stripOf(metadata)],
      tries: metadata === undefined ? [] : triesOf(metadata),
      ...(facts === undefined || recorder.failure !== undefined
        ? {}
        : { plaintext: { sizeBytes: facts.sizeBytes, sha256: facts.sha256, preview: facts.preview } }),
    },
    secrets: recorder.secrets,
    failure: recorder.failure,
  };
}

async function walkToPlaintext(
  recorder: WalkRecorder,
  sources: WalkSources,
  { metadata, sink, context }: Omit<BytesInputs, 'partKeys'>,
): Promise<PlaintextFacts | undefined> {
  const keys = await walkKeys(recorder, sources, { metadata, signal: context.signal });
  const facts = await walkBytes(recorder, sources, { metadata, partKeys: keys.parts, sink, context });
  if (facts !== undefined) await walkEtag(recorder, sources, { metadata, objectKey: keys.object, facts });
  return facts;
}

/** From the metadata to the keys of the bytes; none for an object that is not encrypted. */
async function walkKeys(
  recorder: WalkRecorder,
  sources: WalkSources,
  { metadata, signal }: { readonly metadata: WalkedMetadata; readonly signal: AbortSignal },
): Promise<{ readonly object?: Uint8Array; readonly parts: ReadonlyMap<number, Uint8Array> }> {
  const { encryption, copies, object } = metadata;
  if (encryption === undefined) {
    for (const id of KEY_STEPS) recorder.skip(id, 'The object is not encrypted: there is no key.');
    return { parts: new Map() };
  }
  const { bucket, key } = copies;
  let candidates = sources.customerKeys;
  if (encryption.mode === 'sse-c') {
    for (const id of KMS_STEPS)
      recorder.skip(id, 'SSE-C asks no KMS: the client’s own key takes the place of the data key.');
  } else {
    const { mode, clientContext } = encryption;
    const context = (): Uint8Array =>
      contextBytes({ mode, bucket, key, ...(clientContext === undefined ? {} : { clientContext }) });
    const value = await walkDataKey(recorder, sources, {
      sealed: () => sealedDataKeyOf(encryption, context()),
      signal,
    });
    candidates = value === undefined ? [] : [{ name: 'data key', value }];
  }
  const objectKey = await walkObjectKey(recorder, sources, { bucket, key, encryption, candidates });
  if (objectKey === undefined) return { parts: new Map() };
  return {
    object: objectKey,
    parts: await walkPartKeys(recorder, sources, { object, encryption, objectKey }),
  };
}
