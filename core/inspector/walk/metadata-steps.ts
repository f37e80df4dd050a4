import { SealabError } from '#shared/errors.ts';
import { encryptionOf, type ObjectEncryptionFacts } from '../encryption.ts';
import { type ObjectCopies, type ObjectName, readCopies, requireObject } from '../object-copies.ts';
import { metaPath } from '../object-place.ts';
import type { XlObject } from '../xl-types.ts';
import type { WalkRecorder } from './recorder.ts';
import type { WalkSources } from './sources.ts';

/** What the metadata of an object says. */
export interface WalkedMetadata {
  readonly copies: ObjectCopies;
  readonly object: XlObject;
  /** Absent for an object that is not encrypted. */
  readonly encryption: ObjectEncryptionFacts | undefined;
}

/**
 * The metadata without the steps that show it. Throws what `requireObject` and `encryptionOf` throw, and `unsupported`
 * for an object in a tier.
 */
export function readMetadata(copies: ObjectCopies): WalkedMetadata {
  const object = requireObject(copies);
  refuseTiered(object);
  return { copies, object, encryption: encryptionOf(object) };
}

export async function walkMetadata(
  recorder: WalkRecorder,
  sources: WalkSources,
  {
    name,
    without,
    signal,
  }: { readonly name: ObjectName; readonly without: readonly string[]; readonly signal: AbortSignal },
): Promise<WalkedMetadata | undefined> {
  const path = metaPath(name.bucket, name.key);
  const copies = await recorder.step('read', async (notes) => {
    notes.input({ id: 'path', name: 'path on every drive', origin: 'bucket and key' }, { text: path });
    const read = await readCopies(sources, name, { without, signal });
    for (const { drive, state, bytes, meta, error } of read.drives) {
      if (bytes === undefined || meta === undefined) {
        notes.output(
          { id: `meta-${drive}`, name: `drive ${drive}`, origin: `drive ${drive}` },
          { text: `${state}: ${error?.message ?? ''}` },
        );
        continue;
      }
      notes.output(
        { id: `meta-${drive}`, name: `xl.meta of ${drive}`, origin: `drive ${drive}, ${path}` },
        { bytes },
      );
      if (meta.checksum !== undefined) {
        notes.check(
          `The checksum on ${drive} is that of its metadata`,
          meta.checksum.ok,
          `stored ${hex32(meta.checksum.stored)}, computed ${hex32(meta.checksum.computed)}`,
        );
      }
    }
    return read;
  });
  if (copies === undefined) return undefined;
  const read = await recorder.step('version', (notes) => {
    const { version } = copies;
    notes.output({ id: 'version-id', name: 'version', origin: path }, { text: version.versionId });
    notes.output(
      { id: 'modified', name: 'written (ns since 1970)', origin: path },
      { number: version.modifiedNs },
    );
    const agreeing = copies.drives.filter(({ state }) => state === 'ok');
    notes.check(
      'Enough drives agree on it',
      agreeing.length >= (version.object?.erasure.data ?? 1),
      `${agreeing.length} of ${copies.drives.length} drives: ${agreeing.map(({ drive }) => drive).join(', ') || 'none'}`,
    );
    const object = requireObject(copies);
    refuseTiered(object);
    const { erasure, parts } = object;
    notes.output(
      { id: 'erasure', name: 'erasure set', origin: `${path}, EcM, EcN, EcBSize` },
      {
        text: `${erasure.data} data and ${erasure.parity} parity shards, blocks of ${erasure.blockBytes} bytes`,
      },
    );
    notes.output(
      { id: 'parts', name: 'parts', origin: `${path}, PartNums, PartSizes` },
      { text: parts.map(({ number, storedBytes }) => `part ${number}: ${storedBytes} bytes`).join(', ') },
    );
    const encryption = encryptionOf(object);
    notes.sentence = sentenceOf(encryption);
    if (encryption !== undefined) noteEncryption(encryption);
    return { object, encryption };

    function noteEncryption(facts: ObjectEncryptionFacts): void {
      const system = 'MetaSys, X-Minio-Internal-Server-Side-Encryption';
      notes.output(
        { id: 'mode', name: 'encryption', origin: `${system}-*-Sealed-Key` },
        { text: facts.mode.toUpperCase() },
      );
      notes.output({ id: 'iv', name: 'IV', origin: `${system}-Iv` }, { bytes: facts.iv });
      notes.output(
        {
          id: 'sealed-key',
          name: 'sealed object key',
          origin: `${system}-*-Sealed-Key`,
          identity: 'ciphertext',
        },
        { bytes: facts.sealedKey },
      );
      notes.output(
        { id: 'seal-algorithm', name: 'seal algorithm', origin: `${system}-Seal-Algorithm` },
        { text: facts.sealAlgorithm },
      );
      if (facts.keyName !== undefined) {
        notes.output(
          { id: 'key-name', name: 'KES key', origin: `${system}-S3-Kms-Key-Id`, identity: 'kes' },
          { text: facts.keyName },
        );
      }
      if (facts.kmsCiphertext !== undefined) {
        notes.output(
          {
            id: 'encrypted-data-key',
            name: 'encrypted data key',
            origin: `${system}-S3-Kms-Sealed-Key`,
            identity: 'ciphertext',
          },
          { bytes: facts.kmsCiphertext },
        );
      }
      if (facts.clientContext !== undefined) {
        notes.output(
          { id: 'client-context', name: 'context of the client', origin: `${system}-Context` },
          { json: JSON.stringify(facts.clientContext) },
        );
      }
    }
  });
  if (read === undefined) return undefined;
  return { copies, ...read };
}

const hex32 = (value: number): string => value.toString(16).padStart(8, '0');

function sentenceOf(encryption: ObjectEncryptionFacts | undefined): string {
  if (encryption === undefined) {
    return 'There is no sealed key in its metadata: this version is not encrypted. The walk shows how its bytes lie on the drives.';
  }
  const kept = 'Everything that is needed to open it is kept here, but for one key:';
  return encryption.mode === 'sse-c'
    ? `The object is encrypted with SSE-C. ${kept} the customer key, which only the client has.`
    : `The object is encrypted with ${encryption.mode.toUpperCase()}. ${kept} the KES key, which is in Vault.`;
}

function refuseTiered({ system }: XlObject): void {
  if (!system.has('x-minio-internal-transition-status')) return;
  throw new SealabError(
    'unsupported',
    'This object was moved to a tier: its bytes are not on these drives.',
    {
      fix: 'Restore it first, with `mc ilm restore`.',
    },
  );
}
