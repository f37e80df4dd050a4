import type { Region } from '#shared/contract/inspector.ts';
import { toSealabError } from '#shared/errors.ts';
import type { DriveMeta, ObjectCopies } from './object-copies.ts';
import { partPath } from './object-place.ts';
import { layoutOf, shardFileBytes } from './shard-layout.ts';
import { readXlMeta, type XlVersion } from './xl-meta.ts';
import type { XlErasure } from './xl-types.ts';

/** What can be told of an xl.meta that is not used: its regions, or why there are none. */
export function metaRegions(
  bytes: Uint8Array,
  { error }: DriveMeta,
): { readonly regions: readonly Region[] } {
  try {
    return readXlMeta(bytes);
  } catch (thrown) {
    const { message } = error ?? toSealabError(thrown);
    return { regions: [unknownRegion(bytes.length, 'not readable', message)] };
  }
}

/**
 * The version that most drives have, as this drive would have it: where it has this part file in the right size, and
 * what the other drives say of the order of the shards leaves one shard for it.
 */
export function likelyVersion(
  { version, drives, bucket, key }: ObjectCopies,
  drive: string,
  file: { readonly path: string; readonly sizeBytes: number; readonly part?: number | undefined },
): XlVersion | undefined {
  const { object } = version;
  const part = object?.parts.find(({ number }) => number === file.part);
  if (object === undefined || part === undefined) return undefined;
  const layout = layoutOf(object, { storedBytes: part.storedBytes, isEncrypted: false });
  if (partPath({ bucket, key }, object.dataDir, part.number) !== file.path) return undefined;
  if (shardFileBytes(layout) !== file.sizeBytes) return undefined;
  const index = likelyShard(object.erasure, drives, drive);
  if (index === undefined) return undefined;
  return { ...version, object: { ...object, erasure: { ...object.erasure, index } } };
}

/**
 * `EcDist` has the shard of each drive in the order of the set. That this is the order of the drives' names is seen from
 * the drives that are whole; where it is not, the one shard that none of them has is left.
 */
function likelyShard(erasure: XlErasure, drives: readonly DriveMeta[], drive: string): number | undefined {
  const { data, parity, distribution } = erasure;
  const whole = drives.flatMap(({ state, version }, at) => {
    const index = version?.object?.erasure.index;
    return state === 'ok' && index !== undefined ? [{ at, index }] : [];
  });
  if (distribution.length === drives.length && whole.every(({ at, index }) => distribution[at] === index))
    return distribution[drives.findIndex((known) => known.drive === drive)];
  const held = new Set(whole.map(({ index }) => index));
  const free = Array.from({ length: data + parity }, (_, at) => at + 1).filter((index) => !held.has(index));
  return free.length === 1 ? free[0] : undefined;
}

/** All of a file, where nobody can tell what its bytes are. */
export function unknownRegion(length: number, label: string, meaning: string): Region {
  return { offset: 0, length, kind: 'unknown', label, meaning, check: 'not-checked' };
}
