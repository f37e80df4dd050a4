import { isCancelled, type SealabError, toSealabError } from '#shared/errors.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import type { PlaintextFacts, ShardFile, StoredBytes } from '../../ports/plaintext-reader.ts';
import { inlineData } from '../inline-data.ts';
import { partPath } from '../object-place.ts';
import type { WalkedMetadata } from './metadata-steps.ts';
import type { StepNotes, WalkRecorder } from './recorder.ts';
import type { WalkSources } from './sources.ts';

export interface BytesInputs {
  readonly metadata: WalkedMetadata;
  /** Keys of the parts' streams by part number; empty for an object that is not encrypted. */
  readonly partKeys: ReadonlyMap<number, Uint8Array>;
  readonly sink: ((chunk: Uint8Array) => Promise<void>) | undefined;
  readonly context: OperationContext;
}

/**
 * Shards and bitrot. One pass over the bytes opens the packages too: what fails there is given back, for the step that
 * shows it.
 */
export async function walkShards(
  recorder: WalkRecorder,
  sources: WalkSources,
  { metadata, partKeys, sink, context }: BytesInputs,
): Promise<{ readonly facts: PlaintextFacts | undefined; readonly packageFailure: SealabError | undefined }> {
  const stored = await recorder.step('shards', (notes) => {
    const bytes = storedBytes(sources, metadata, partKeys);
    const held = metadata.copies.drives.map(({ drive, state, version }) => {
      const index = version?.object?.erasure.index;
      return `${drive}: ${state === 'ok' && index !== undefined ? `shard ${index}, ${index <= bytes.erasure.data ? 'data' : 'parity'}` : state}`;
    });
    notes.input(
      { id: 'shard-drives', name: 'drives', origin: 'EcIndex in xl.meta of each drive' },
      { text: held.join('; ') },
    );
    notes.output(
      {
        id: 'stream-bytes',
        name: 'bytes to join',
        origin: 'PartSizes',
        identity: partKeys.size === 0 ? 'plaintext' : 'ciphertext',
      },
      { number: bytes.parts.reduce((sum, part) => sum + part.storedBytes, 0) },
    );
    const usable = Math.min(
      ...bytes.parts.map(({ shards }) => shards.length),
      bytes.erasure.data + bytes.erasure.parity,
    );
    notes.check(
      'Enough shards are there',
      usable >= bytes.erasure.data,
      `${usable} there, ${bytes.erasure.data} needed; ${held.join('; ')}`,
    );
    return bytes;
  });
  let packageFailure: SealabError | undefined;
  const facts = await recorder.step('bitrot', async (notes) => {
    if (stored === undefined) return undefined;
    try {
      const read = await sources.plaintext.read(stored, sink, context);
      noteBitrot(notes, read);
      return read;
    } catch (thrown) {
      const error = toSealabError(thrown);
      if (isCancelled(thrown) || error.details?.['package'] === undefined) throw thrown;
      packageFailure = error;
      notes.sentence =
        'The hashes agree: the drives give back what was written to them. What is wrong with the bytes shows in the next step.';
      return undefined;
    }
  });
  return { facts, packageFailure };
}

function noteBitrot(notes: StepNotes, read: PlaintextFacts): void {
  notes.output({ id: 'blocks', name: 'blocks', origin: 'counted' }, { number: read.blocks });
  notes.check(
    'The hashes agree with the chunks that were used',
    true,
    `${read.hashesAgreed} computed and compared`,
  );
  if (read.badChunks.length > 0) {
    const named = read.badChunks
      .slice(0, 8)
      .map(({ drive, part, block, reason }) => `${drive}, part ${part}, block ${block + 1}: ${reason}`);
    notes.output(
      { id: 'bad-chunks', name: 'chunks that could not be used', origin: 'bitrot hash or drive' },
      { text: named.join('; ') },
    );
  }
  if (read.reconstructedBlocks > 0) {
    notes.output(
      { id: 'reconstructed', name: 'blocks computed from parity', origin: 'Reed-Solomon' },
      { number: read.reconstructedBlocks },
    );
  }
}

function storedBytes(
  sources: WalkSources,
  { copies, object }: WalkedMetadata,
  partKeys: ReadonlyMap<number, Uint8Array>,
): StoredBytes {
  const usable = copies.drives.filter(({ state }) => state === 'ok');
  return {
    erasure: object.erasure,
    parts: object.parts.map(({ number, storedBytes: size }) => {
      const key = partKeys.get(number);
      return {
        number,
        storedBytes: size,
        ...(key === undefined ? {} : { key }),
        shards: usable.flatMap((copy) => shardOf(copy, number)),
      };
    }),
  };

  function shardOf({ drive, version, bytes }: (typeof usable)[number], part: number): readonly ShardFile[] {
    const held = version?.object;
    if (version === undefined || held === undefined) return [];
    const shard = held.erasure.index;
    if (version.flags.isInline) {
      const inline = bytes === undefined ? undefined : inlineData(bytes, version.versionId);
      return inline === undefined ? [] : [{ shard, drive, read: () => once(inline.bytes) }];
    }
    const path = partPath(copies, held.dataDir, part);
    const localPath = sources.localPath?.(drive, path);
    return [
      {
        shard,
        drive,
        read: () => sources.drives.read(sources.lab, drive, { path }),
        ...(localPath === undefined ? {} : { localPath }),
      },
    ];
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
