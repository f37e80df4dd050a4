import type { Region } from '#shared/contract/inspector.ts';
import { BITROT_HASH_BYTES } from './bitrot.ts';
import { DARE_HEADER_BYTES, DARE_PACKAGE_BYTES, DARE_TAG_BYTES } from './dare.ts';
import { blockCount, blockShape } from './erasure.ts';
import type { XlObject } from './xl-types.ts';

/** How one part lies on the drives. */
export interface ShardLayout {
  /** Data shards. */
  readonly data: number;
  readonly blockBytes: number;
  /** Bytes of the part before erasure coding. */
  readonly storedBytes: number;
  readonly isEncrypted: boolean;
}

/** How a part of the object lies on its drives. */
export function layoutOf(
  { erasure }: Pick<XlObject, 'erasure'>,
  part: Pick<ShardLayout, 'storedBytes' | 'isEncrypted'>,
): ShardLayout {
  return { data: erasure.data, blockBytes: erasure.blockBytes, ...part };
}

/** One chunk of one shard: a hash, then its share of one block. Offsets are those of the shard file. */
export interface ShardChunk {
  readonly block: number;
  readonly offset: number;
  /** Without the hash. */
  readonly lengthBytes: number;
}

/** Size of the shard file on a drive, hashes included (MinIO `cmd/bitrot.go`, bitrotShardFileSize). */
export function shardFileBytes(layout: ShardLayout): number {
  const blocks = blockCount(layout, layout.storedBytes);
  if (blocks === 0) return 0;
  const { offset, lengthBytes } = chunkOf(layout, blocks - 1);
  return offset + BITROT_HASH_BYTES + lengthBytes;
}

/** The chunk that holds the byte at `offset` of the shard file. */
export function chunkAt(layout: ShardLayout, offset: number): ShardChunk {
  return chunkOf(layout, Math.floor(offset / fullChunkBytes(layout)));
}

function chunkOf(layout: ShardLayout, block: number): ShardChunk {
  const { chunkBytes } = blockShape(layout, layout.storedBytes, block);
  return { block, offset: block * fullChunkBytes(layout), lengthBytes: chunkBytes };
}

/** Of every block but the last, hash included. */
function fullChunkBytes({ blockBytes, data }: ShardLayout): number {
  return BITROT_HASH_BYTES + Math.ceil(blockBytes / data);
}

/**
 * What each byte of a shard file means, from `from` to `to`. `shard` is 1-based; those above `data` hold parity. A
 * package may lie over several blocks and shards: each piece says which package it is of.
 */
export function shardRegions(
  layout: ShardLayout,
  shard: number,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Region[] {
  const regions: Region[] = [];
  const end = Math.min(to, shardFileBytes(layout));
  let at = from;
  while (at < end) {
    const chunk = chunkAt(layout, at);
    regions.push({
      offset: chunk.offset,
      length: BITROT_HASH_BYTES,
      kind: 'bitrot-hash',
      label: `bitrot hash of block ${chunk.block + 1}`,
      meaning: `HighwayHash-256 over the ${chunk.lengthBytes} bytes that follow. The server computes it at every read; another value means that the drive changed a byte.`,
      check: 'not-checked',
    });
    regions.push(...chunkRegions(layout, shard, chunk));
    at = chunk.offset + BITROT_HASH_BYTES + chunk.lengthBytes;
  }
  return regions.filter((region) => region.offset < end && region.offset + region.length > from);
}

function chunkRegions(layout: ShardLayout, shard: number, chunk: ShardChunk): readonly Region[] {
  const offset = chunk.offset + BITROT_HASH_BYTES;
  if (shard > layout.data) {
    return [
      {
        offset,
        length: chunk.lengthBytes,
        kind: 'parity',
        label: `parity ${shard - layout.data} of block ${chunk.block + 1}`,
        meaning: 'Computed from the data shards (Reed-Solomon). It stands in when a data shard is lost.',
        check: 'not-checked',
      },
    ];
  }
  const blockStart = chunk.block * layout.blockBytes;
  const block = blockShape(layout, layout.storedBytes, chunk.block);
  const within = (shard - 1) * chunk.lengthBytes;
  const held = Math.max(0, Math.min(chunk.lengthBytes, block.blockBytes - within));
  const stream = { from: blockStart + within, to: blockStart + within + held };
  const shift = offset - stream.from;
  const regions = layout.isEncrypted ? packageRegions(layout, stream) : plainRegions(stream);
  const moved = regions.map((region) => ({ ...region, offset: region.offset + shift }));
  if (held === chunk.lengthBytes) return moved;
  return [
    ...moved,
    {
      offset: offset + held,
      length: chunk.lengthBytes - held,
      kind: 'padding',
      label: 'padding',
      meaning:
        'Zeros, so that all shards of a block are equally long. They are cut off when the shards are joined.',
      check: 'not-checked',
    },
  ];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function plainRegions({ from, to }: Span): readonly Region[] {
  if (to <= from) return [];
  return [
    {
      offset: from,
      length: to - from,
      kind: 'plaintext',
      label: 'plaintext',
      meaning: 'The object is not encrypted: these are its own bytes. Whoever has the drive can read them.',
      check: 'not-checked',
    },
  ];
}

/** Headers, ciphertext and tags of the DARE packages between two offsets of the part's stream. */
function packageRegions({ storedBytes }: ShardLayout, { from, to }: Span): readonly Region[] {
  const regions: Region[] = [];
  for (let index = Math.floor(from / DARE_PACKAGE_BYTES); index * DARE_PACKAGE_BYTES < to; index += 1) {
    const start = index * DARE_PACKAGE_BYTES;
    const end = Math.min(start + DARE_PACKAGE_BYTES, storedBytes);
    const isLast = end === storedBytes;
    const pieces = [
      {
        from: start,
        to: start + DARE_HEADER_BYTES,
        kind: 'dare-header' as const,
        label: `header of package ${index + 1}`,
        meaning: `Version 20, cipher, payload length - 1, and the nonce of the stream. ${isLast ? 'The last package: the top bit of the nonce is set.' : `Its number, ${index}, is mixed into the nonce, so packages cannot be swapped.`}`,
      },
      {
        from: start + DARE_HEADER_BYTES,
        to: end - DARE_TAG_BYTES,
        kind: 'ciphertext' as const,
        label: `ciphertext of package ${index + 1}`,
        meaning: `${end - start - DARE_HEADER_BYTES - DARE_TAG_BYTES} bytes of the object, encrypted with its object key.`,
      },
      {
        from: end - DARE_TAG_BYTES,
        to: end,
        kind: 'tag' as const,
        label: `tag of package ${index + 1}`,
        meaning: 'Proves that nobody changed this package, its header or its place in the stream.',
      },
    ];
    for (const piece of pieces) {
      const cut = { from: Math.max(piece.from, from), to: Math.min(piece.to, to) };
      if (cut.to <= cut.from) continue;
      const { kind, label, meaning } = piece;
      regions.push({
        offset: cut.from,
        length: cut.to - cut.from,
        kind,
        label,
        meaning,
        check: 'not-checked',
      });
    }
  }
  return regions;
}
