import type { Region } from '#shared/contract/inspector.ts';
import { toSealabError } from '#shared/errors.ts';
import type { DriveMeta, ObjectCopies } from './object-copies.ts';
import { partPath } from './object-place.ts';
import { shardFileBytes } from './shard-layout.ts';
import { layoutOf } from './stored-view.ts';
import { readXlMeta, type XlVersion } from './xl-meta.ts';

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
 * The version that most drives have, as this drive would have it: where it has this part file in the right size, and one
 * shard only is on no other drive.
 */
export function likelyVersion(
  { version, drives, bucket, key }: ObjectCopies,
  file: { readonly path: string; readonly sizeBytes: number; readonly part?: number | undefined },
): XlVersion | undefined {
  const { object } = version;
  const part = object?.parts.find(({ number }) => number === file.part);
  if (object === undefined || part === undefined) return undefined;
  const layout = layoutOf(object, { storedBytes: part.storedBytes, isEncrypted: false });
  if (partPath({ bucket, key }, object.dataDir, part.number) !== file.path) return undefined;
  if (shardFileBytes(layout) !== file.sizeBytes) return undefined;
  const held = new Set(
    drives.flatMap(({ state, version: own }) => (state === 'ok' ? [own?.object?.erasure.index] : [])),
  );
  const { data, parity } = object.erasure;
  const free = Array.from({ length: data + parity }, (_, at) => at + 1).filter((index) => !held.has(index));
  const [index] = free;
  if (index === undefined || free.length > 1) return undefined;
  return { ...version, object: { ...object, erasure: { ...object.erasure, index } } };
}

/** All of a file, where nobody can tell what its bytes are. */
export function unknownRegion(length: number, label: string, meaning: string): Region {
  return { offset: 0, length, kind: 'unknown', label, meaning, check: 'not-checked' };
}
