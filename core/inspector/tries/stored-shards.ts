import { collectBytes } from '../../bytes.ts';
import { BITROT_HASH_BYTES, createBitrotHash } from '../bitrot.ts';
import { inlineData } from '../inline-data.ts';
import type { DriveSource } from '../object-copies.ts';
import { metaPath, partPath } from '../object-place.ts';
import { chunkAt, layoutOf, type ShardLayout, shardFileBytes } from '../shard-layout.ts';
import type { WalkedMetadata } from '../walk/metadata-steps.ts';
import type { Patch } from './altered-drives.ts';

/** The shard of an object's first part on one drive. */
export interface StoredShard {
  readonly drive: string;
  /** 1-based; the data shards come first. */
  readonly index: number;
  readonly path: string;
  /** Where the shard begins in that file: not 0 where it lies inside of xl.meta. */
  readonly at: number;
}

/** How the first part lies on the drives; undefined where the object has no bytes. */
export function firstLayout({ object, encryption }: WalkedMetadata): ShardLayout | undefined {
  const [part] = object.parts;
  if (part === undefined || part.storedBytes === 0) return undefined;
  return layoutOf(object, { storedBytes: part.storedBytes, isEncrypted: encryption !== undefined });
}

/** The shards of the first part that can be used, in their order: those that the walk reads. */
export function usableShards({ copies }: WalkedMetadata): readonly StoredShard[] {
  const shards = copies.drives.flatMap(({ drive, state, version, bytes }): StoredShard[] => {
    const object = version?.object;
    const [part] = object?.parts ?? [];
    if (state !== 'ok' || version === undefined || object === undefined || part === undefined) return [];
    const { index } = object.erasure;
    if (!version.flags.isInline)
      return [{ drive, index, path: partPath(copies, object.dataDir, part.number), at: 0 }];
    const inline = bytes === undefined ? undefined : inlineData(bytes, version.versionId);
    if (inline === undefined) return [];
    return [{ drive, index, path: metaPath(copies.bucket, copies.key), at: inline.offset }];
  });
  return shards.toSorted((a, b) => a.index - b.index);
}

/** One chunk of a shard: its bytes without the hash, and the patch that puts others there. */
export interface ReadChunk {
  readonly bytes: Uint8Array;
  /** With `hash: 'new'` the hash before the chunk is made anew, as whoever holds the drive can do. */
  readonly put: (bytes: Uint8Array, hash: 'old' | 'new') => readonly Patch[];
}

/** Reads the chunk that holds the byte at `offset` of the shard. */
export async function readChunk(
  { lab, drives }: DriveSource,
  {
    shard,
    layout,
    offset,
  }: { readonly shard: StoredShard; readonly layout: ShardLayout; readonly offset: number },
  signal: AbortSignal,
): Promise<ReadChunk> {
  const chunk = chunkAt(layout, offset);
  const start = shard.at + chunk.offset;
  const { drive, path } = shard;
  const range = { path, offset: start + BITROT_HASH_BYTES, length: chunk.lengthBytes, signal };
  const bytes = await collectBytes(drives.read(lab, drive, range));
  return {
    bytes,
    put: (changed, hash) => [
      ...(hash === 'old' ? [] : [{ drive, path, offset: start, bytes: createBitrotHash()(changed).slice() }]),
      { drive, path, offset: start + BITROT_HASH_BYTES, bytes: changed },
    ],
  };
}

/** As much of a shard as is looked through for a place to change: more than one package in any layout. */
export function lookedThrough(layout: ShardLayout): { readonly from: number; readonly to: number } {
  return { from: 0, to: Math.min(shardFileBytes(layout), 4 * layout.blockBytes) };
}
