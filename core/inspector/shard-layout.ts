import type { Region } from '#shared/contract/inspector.ts';

/** Length of a streaming HighwayHash-256 before every shard chunk (MinIO `cmd/bitrot-streaming.go`). */
export const HASH_BYTES = 32;
/** A DARE 2.0 package: 16 header, up to 64 KiB, 16 tag (sio `dare.go`). */
export const DARE_HEADER_BYTES = 16;
export const DARE_TAG_BYTES = 16;
export const DARE_PAYLOAD_BYTES = 65_536;
export const DARE_PACKAGE_BYTES = DARE_HEADER_BYTES + DARE_PAYLOAD_BYTES + DARE_TAG_BYTES;

/** How one part lies on the drives. */
export interface ShardLayout {
  /** Data shards. */
  readonly data: number;
  readonly blockBytes: number;
  /** Bytes of the part before erasure coding. */
  readonly storedBytes: number;
  readonly isEncrypted: boolean;
}

/** One chunk of one shard: a hash, then its share of one block. Offsets are those of the shard file. */
export interface ShardChunk {
  readonly block: number;
  readonly offset: number;
  /** Without the hash. */
  readonly lengthBytes: number;
}

export const shardBytes = ({ blockBytes, data }: ShardLayout): number => Math.ceil(blockBytes / data);

/** Size of the shard file on a drive, hashes included (MinIO `cmd/bitrot.go`, bitrotShardFileSize). */
export function shardFileBytes(layout: ShardLayout): number {
  const { storedBytes, blockBytes, data } = layout;
  const whole = Math.floor(storedBytes / blockBytes);
  const rest = storedBytes % blockBytes;
  const bytes = whole * shardBytes(layout) + Math.ceil(rest / data);
  return bytes + HASH_BYTES * (whole + (rest === 0 ? 0 : 1));
}

/** The chunk that holds the byte at `offset` of the shard file. */
export function chunkAt(layout: ShardLayout, offset: number): ShardChunk {
  const block = Math.floor(offset / (HASH_BYTES + shardBytes(layout)));
  const left = layout.storedBytes - block * layout.blockBytes;
  return {
    block,
    offset: block * (HASH_BYTES + shardBytes(layout)),
    lengthBytes: Math.ceil(Math.min(layout.blockBytes, left) / layout.data),
  };
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
      length: HASH_BYTES,
      kind: 'bitrot-hash',
      label: `bitrot hash of block ${chunk.block + 1}`,
      meaning: `HighwayHash-256 over the ${chunk.lengthBytes} bytes that follow. The server computes it at every read; another value means that the drive changed a byte.`,
      check: 'not-checked',
    });
    regions.push(...chunkRegions(layout, shard, chunk));
    at = chunk.offset + HASH_BYTES + chunk.lengthBytes;
  }
  return regions.filter((region) => region.offset < end && region.offset + region.length > from);
}

function chunkRegions(layout: ShardLayout, shard: number, chunk: ShardChunk): readonly Region[] {
  const offset = chunk.offset + HASH_BYTES;
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
  const blockLength = Math.min(layout.blockBytes, layout.storedBytes - blockStart);
  const within = (shard - 1) * chunk.lengthBytes;
  const held = Math.max(0, Math.min(chunk.lengthBytes, blockLength - within));
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
