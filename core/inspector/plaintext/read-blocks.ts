import { isCancelled, SealabError, toSealabError } from '#shared/errors.ts';
import type { ShardFile, StoredPart } from '../../ports/plaintext-reader.ts';
import { BITROT_HASH_BYTES, type BitrotHash, findBitrot } from '../bitrot.ts';
import { type BlockShape, blockCount, blockShape, type ErasureLayout, joinChunks } from '../erasure.ts';
import { Reconstructor } from '../reed-solomon.ts';
import type { PlaintextTally } from './tally.ts';

/** The bytes of one shard file, in order. */
export interface ShardSource {
  /** The next `bytes` bytes, fewer only at the end of the file. They must stay as they are until the next call only. */
  take(bytes: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface BlockTools {
  readonly open: (shard: ShardFile) => ShardSource;
  readonly hash: BitrotHash;
  readonly tally: PlaintextTally;
  /** Called before each block; throws `cancelled`. */
  readonly checkpoint: () => void;
}

interface OpenShard {
  readonly file: ShardFile;
  readonly source: ShardSource;
  /** Why the file is not read on. */
  unusable?: string;
}

/**
 * Reads a part block by block: checks every bitrot hash of every shard and computes data chunks that are absent or bad
 * from the others. Gives the pieces of each block in order, to be used before the next. Throws `not-found` where
 * fewer chunks than `layout.data` are good.
 */
export async function* readBlocks(
  part: StoredPart,
  layout: ErasureLayout,
  tools: BlockTools,
): AsyncGenerator<readonly Uint8Array[]> {
  const shards = part.shards.map((file) => openShard(file, { layout, tools }));
  let made: Reconstructor | undefined;
  const reconstructor = (): Reconstructor => {
    made ??= new Reconstructor(layout.data, layout.parity);
    return made;
  };
  try {
    const count = blockCount(layout, part.storedBytes);
    for (let block = 0; block < count; block += 1) {
      tools.checkpoint();
      const shape = blockShape(layout, part.storedBytes, block);
      const good = await readChunks(shards, { part: part.number, block, shape, tools });
      if (good.chunks.size < layout.data) throw tooFew({ part, layout, block, good });
      const data = dataChunks(good.chunks, { layout, reconstructor });
      tools.tally.blocks += 1;
      if (data.computed > 0) tools.tally.reconstructedBlocks += 1;
      yield joinChunks(data.chunks, shape);
    }
  } finally {
    await Promise.all(shards.map(({ source }) => source.close()));
  }
}

function openShard(
  file: ShardFile,
  { layout, tools }: { readonly layout: ErasureLayout; readonly tools: BlockTools },
): OpenShard {
  const shard: OpenShard = { file, source: tools.open(file) };
  const count = layout.data + layout.parity;
  if (file.shard < 1 || file.shard > count) shard.unusable = `there are only ${count} shards`;
  return shard;
}

interface ChunkPlace {
  readonly part: number;
  readonly block: number;
  readonly shape: BlockShape;
  readonly tools: BlockTools;
}

interface GoodChunks {
  /** By number of the shard. */
  readonly chunks: ReadonlyMap<number, Uint8Array>;
  /** One line for each shard that is not among them. */
  readonly reasons: readonly string[];
}

async function readChunks(shards: readonly OpenShard[], place: ChunkPlace): Promise<GoodChunks> {
  const { chunkBytes } = place.shape;
  const { tally, hash } = place.tools;
  const read = await Promise.all(shards.map((shard) => takeChunk(shard, chunkBytes)));
  const chunks = new Map<number, Uint8Array>();
  const reasons: string[] = [];
  for (const [at, { file, unusable }] of shards.entries()) {
    const bytes = read[at];
    const reason = bytes === undefined ? unusable : findBitrot(bytes, { chunkBytes, hash });
    if (bytes !== undefined && reason === undefined) {
      tally.hashesAgreed += 1;
      chunks.set(file.shard, bytes.subarray(BITROT_HASH_BYTES));
      continue;
    }
    reasons.push(`shard ${file.shard} on ${file.drive}: ${reason ?? 'it was not read'}`);
    if (reason !== undefined)
      tally.addBadChunk({ drive: file.drive, part: place.part, block: place.block, reason });
  }
  return { chunks, reasons };
}

/** A file that cannot be read is a shard less, not the end: its reason is kept with the shard. */
async function takeChunk(shard: OpenShard, chunkBytes: number): Promise<Uint8Array | undefined> {
  if (shard.unusable !== undefined) return undefined;
  try {
    return await shard.source.take(BITROT_HASH_BYTES + chunkBytes);
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    shard.unusable = toSealabError(thrown).message;
    return undefined;
  }
}

function dataChunks(
  good: ReadonlyMap<number, Uint8Array>,
  { layout, reconstructor }: { readonly layout: ErasureLayout; readonly reconstructor: () => Reconstructor },
): { readonly chunks: readonly Uint8Array[]; readonly computed: number } {
  let computed = 0;
  const chunks = Array.from({ length: layout.data }, (_, at) => {
    const there = good.get(at + 1);
    if (there !== undefined) return there;
    computed += 1;
    return reconstructor().chunk(at + 1, good);
  });
  return { chunks, computed };
}

function tooFew(failure: {
  readonly part: StoredPart;
  readonly layout: ErasureLayout;
  readonly block: number;
  readonly good: GoodChunks;
}): SealabError {
  const { part, layout, block, good } = failure;
  const held = new Set(part.shards.map(({ shard }) => shard));
  const shards = layout.data + layout.parity;
  const absent = Array.from({ length: shards }, (_, at) => at + 1)
    .filter((shard) => !held.has(shard))
    .map((shard) => `shard ${shard}: no drive has it`);
  const there = good.chunks.size;
  return new SealabError(
    'not-found',
    `Block ${block + 1} of part ${part.number} cannot be read: ${there} of ${shards} shards ${there === 1 ? 'is' : 'are'} usable, and ${layout.data} are needed.`,
    {
      fix: 'Bring back a drive that holds one of the other shards.',
      details: {
        part: part.number,
        block: block + 1,
        usable: there,
        needed: layout.data,
        evidence: [...good.reasons, ...absent],
      },
    },
  );
}
