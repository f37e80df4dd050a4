/** How a part is cut: blocks of `blockBytes`, each split over `data` shards with `parity` more (xl.meta EcM, EcN, EcBSize). */
export interface ErasureLayout {
  readonly data: number;
  readonly parity: number;
  readonly blockBytes: number;
}

type BlockLayout = Pick<ErasureLayout, 'data' | 'blockBytes'>;

/** Sizes of one block in bytes: of the part, and on each drive without its bitrot hash. */
export interface BlockShape {
  readonly blockBytes: number;
  readonly chunkBytes: number;
}

/** How many blocks a part of `storedBytes` has. */
export function blockCount(layout: BlockLayout, storedBytes: number): number {
  return Math.ceil(storedBytes / layout.blockBytes);
}

/**
 * The shape of block `block`, from 0. Every shard has a chunk of the same size; the data that fills them up behind the
 * end of the last block is zeros (MinIO `cmd/erasure-coding.go` ShardSize, `cmd/erasure-decode.go`).
 */
export function blockShape(layout: BlockLayout, storedBytes: number, block: number): BlockShape {
  const blockBytes = Math.min(layout.blockBytes, storedBytes - block * layout.blockBytes);
  return { blockBytes, chunkBytes: Math.ceil(blockBytes / layout.data) };
}

/** The block's bytes: the chunks of the data shards in order, without what fills up the last ones. Nothing is copied. */
export function joinChunks(chunks: readonly Uint8Array[], { blockBytes }: BlockShape): readonly Uint8Array[] {
  let left = blockBytes;
  return chunks.flatMap((chunk) => {
    const taken = chunk.subarray(0, left);
    left -= taken.length;
    return taken.length === 0 ? [] : [taken];
  });
}
