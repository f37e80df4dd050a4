import { sameBytes } from '../bytes.ts';
import { createHighwayHash } from './highway-hash.ts';

/** In front of every chunk of a shard (MinIO `cmd/bitrot-streaming.go`, algorithm `highwayhash256S`). */
export const BITROT_HASH_BYTES = 32;

/** HighwayHash-256 of a hundred decimals of π under a zero key: public, the same on every MinIO (`cmd/bitrot.go`). */
const KEY = Uint8Array.from(
  '4be734fa8e238acd263e83e6bb968552040f935da39f441497e09d1322de36a0'.match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
);

/** The 32 bytes that MinIO stores in front of a chunk. */
export type BitrotHash = (chunk: Uint8Array) => Uint8Array;

/** A hash with memory of its own, as large as the largest chunk it was given. */
export function createBitrotHash(): BitrotHash {
  return createHighwayHash(KEY);
}

/** What is wrong with a chunk that was read with its hash in front, or undefined where both agree. */
export function findBitrot(
  read: Uint8Array,
  { chunkBytes, hash }: { readonly chunkBytes: number; readonly hash: BitrotHash },
): string | undefined {
  const wanted = BITROT_HASH_BYTES + chunkBytes;
  if (read.length === 0) return 'the file ends before this chunk';
  if (read.length < wanted) return `the file ends ${wanted - read.length} bytes before the end of this chunk`;
  const isSame = sameBytes(read.subarray(0, BITROT_HASH_BYTES), hash(read.subarray(BITROT_HASH_BYTES)));
  return isSame ? undefined : 'its bitrot hash is wrong';
}
