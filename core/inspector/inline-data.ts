import { damaged } from './damaged.ts';
import { MsgpackCursor } from './msgpack-cursor.ts';
import { readEnvelope, XL_META } from './xl-envelope.ts';
import type { Place } from './xl-types.ts';

const VERSION = 1;

/** The shard of one version that lies inside xl.meta. */
export interface InlineEntry {
  /** A version id, or `null`. */
  readonly versionId: string;
  /** Where name, length and bytes begin. */
  readonly start: number;
  /** The bytes of the shard: the same as a part file would hold, bitrot hashes included. */
  readonly data: Place;
}

/**
 * Reads the table of inline data (MinIO `cmd/xl-storage-meta-inline.go`): a version byte, then a map from version id to
 * bytes. Throws `damaged-file`.
 */
export function readInlineTable(bytes: Uint8Array, start: number): readonly InlineEntry[] {
  if (start >= bytes.length) return [];
  if (bytes[start] !== VERSION)
    throw damaged(XL_META, `its inline data is of version ${bytes[start]}, not ${VERSION}`, {
      offset: start,
    });
  const cursor = new MsgpackCursor(bytes, { format: XL_META, start: start + 1 });
  const entries: InlineEntry[] = [];
  for (let left = cursor.mapLength(); left > 0; left -= 1) {
    const entryStart = cursor.at;
    const versionId = cursor.text();
    const { length } = cursor.binary();
    entries.push({ versionId, start: entryStart, data: { offset: cursor.at - length, length } });
  }
  return entries;
}

/**
 * The shard of a version that lives inside xl.meta, and where it lies in the file; undefined where it is in part files.
 * Throws `damaged-file`.
 */
export function inlineData(
  bytes: Uint8Array,
  versionId: string,
): { readonly offset: number; readonly bytes: Uint8Array } | undefined {
  const { inlineStart } = readEnvelope(bytes);
  const entry = readInlineTable(bytes, inlineStart).find((each) => each.versionId === versionId);
  if (entry === undefined) return undefined;
  const { offset, length } = entry.data;
  return { offset, bytes: bytes.subarray(offset, offset + length) };
}
