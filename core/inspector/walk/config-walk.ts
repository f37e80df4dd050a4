import { SealabError } from '#shared/errors.ts';
import { joinBytes, toHex } from '../../bytes.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import type { PlaintextFacts } from '../../ports/plaintext-reader.ts';
import { type ConfigBlob, isPlainConfig, openConfigBlob, readConfigBlob } from '../config-blob.ts';
import { configContextBytes } from '../kms-context.ts';
import { type SealedDataKey, walkDataKey } from './data-key-steps.ts';
import type { WalkedMetadata } from './metadata-steps.ts';
import { dataKeyStep } from './offline-key.ts';
import type { WalkRecorder } from './recorder.ts';
import { walkShards } from './shard-steps.ts';
import type { WalkSources } from './sources.ts';
import { fromStep } from './steps.ts';

/** MinIO's own bucket: its configuration, users and policies. */
export const SYSTEM_BUCKET = '.minio.sys';
const PREVIEW_BYTES = 1024;
const NO_OBJECT_KEY =
  'MinIO encrypts its own files with the data key itself: there is no object key between them.';

/**
 * MinIO's own files have no encryption metadata: the file itself begins with its encrypted data key (MinIO
 * `internal/config/crypto.go`). So the bytes come first here, and then the keys.
 */
export async function walkConfig(
  recorder: WalkRecorder,
  sources: WalkSources,
  {
    metadata,
    sink,
    context,
  }: {
    readonly metadata: WalkedMetadata;
    readonly sink: ((chunk: Uint8Array) => Promise<void>) | undefined;
    readonly context: OperationContext;
  },
): Promise<PlaintextFacts | undefined> {
  const chunks: Uint8Array[] = [];
  const collect = async (chunk: Uint8Array): Promise<void> => void chunks.push(chunk.slice());
  const { facts } = await walkShards(recorder, sources, {
    metadata,
    partKeys: new Map(),
    sink: collect,
    context,
  });
  if (facts === undefined) return undefined;
  const file = joinBytes(chunks);
  const plaintext = isPlainConfig(file)
    ? skipKeys(recorder, file)
    : await openBlob(recorder, sources, { file, path: metadata.copies.key, signal: context.signal });
  const opened = await recorder.step('plaintext', async (notes) => {
    if (plaintext === undefined) throw new SealabError('internal', 'The file was not opened.');
    const sha256 = toHex(sources.crypto.sha256(plaintext));
    notes.sentence =
      'A file of MinIO itself: settings, a policy, or a user with the secret key in clear. Whoever may use the KES key and can read one drive has all of them.';
    // It may hold the secret keys of users: it is covered, as a key is.
    notes.output(
      { id: 'plaintext', name: 'plaintext', origin: 'the fragments', identity: 'plaintext', isSecret: true },
      { text: new TextDecoder().decode(plaintext) },
    );
    notes.output({ id: 'size', name: 'size in bytes', origin: 'counted' }, { number: plaintext.length });
    notes.output({ id: 'sha256', name: 'SHA-256', origin: 'computed' }, { text: sha256 });
    await sink?.(plaintext);
    return {
      ...facts,
      sizeBytes: plaintext.length,
      sha256,
      md5: toHex(sources.crypto.md5(plaintext)),
      preview: isPlainConfig(file) ? plaintext.slice(0, PREVIEW_BYTES) : new Uint8Array(),
    };
  });
  recorder.skip(
    'etag',
    'The ETag of MinIO’s own files is the MD5 of what lies on the drives, which the bitrot hashes cover.',
  );
  return opened;
}

function skipKeys(recorder: WalkRecorder, file: Uint8Array): Uint8Array {
  for (const id of [
    'kms-ciphertext',
    'context',
    'data-key',
    'data-key-offline',
    'kek',
    'object-key',
    'part-key',
    'packages',
  ] as const)
    recorder.skip(id, 'This file of MinIO is not encrypted: it was written while there was no KMS.');
  return file;
}

async function openBlob(
  recorder: WalkRecorder,
  sources: WalkSources,
  { file, path, signal }: { readonly file: Uint8Array; readonly path: string; readonly signal: AbortSignal },
): Promise<Uint8Array | undefined> {
  let blob: ConfigBlob | undefined;
  const sealed = (): SealedDataKey => {
    const read = readConfigBlob(file);
    blob = read;
    return {
      keyName: read.keyName,
      ciphertext: read.kmsCiphertext,
      context: configContextBytes(path),
      origin: 'the head of the file itself',
      isShownBefore: false,
    };
  };
  const dataKey = await walkDataKey(recorder, sources, { sealed, signal });
  const opener = dataKeyStep(recorder);
  for (const id of ['kek', 'object-key', 'part-key'] as const) recorder.skip(id, NO_OBJECT_KEY);
  return await recorder.step('packages', (notes) => {
    if (dataKey === undefined || blob === undefined)
      throw new SealabError('internal', 'There is no data key.');
    notes.sentence =
      'MinIO’s own files use another stream than objects: fragments of 16 KiB with a counter as nonce, and the last one marked.';
    notes.input(
      {
        id: 'stream-key',
        name: 'data key',
        origin: fromStep(opener),
        originValue: opener,
        identity: 'data',
        isSecret: true,
      },
      { bytes: dataKey },
    );
    notes.input({ id: 'cipher', name: 'cipher', origin: 'the head of the file' }, { text: blob.algorithm });
    notes.input({ id: 'config-nonce', name: 'nonce', origin: 'the head of the file' }, { bytes: blob.nonce });
    const opened = openConfigBlob(sources.crypto, blob, dataKey);
    if (opened === undefined) {
      throw new SealabError('damaged-file', `The fragments of ${path} do not open with their data key.`, {
        fix: 'Heal the file with `mc admin heal`, or look at the copy on another drive.',
      });
    }
    notes.check(
      'Every tag is right',
      true,
      `${Math.max(1, Math.ceil(blob.sealed.length / 16_400))} fragments, the last one marked as last`,
    );
    return opened;
  });
}
