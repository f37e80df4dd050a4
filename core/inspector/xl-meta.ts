import { damaged } from './damaged.ts';
import { MsgpackCursor } from './msgpack-cursor.ts';
import { readEnvelope, XL_META, type XlEnvelope } from './xl-envelope.ts';
import { xlRegions } from './xl-regions.ts';
import type { Place, XlMeta, XlVersion } from './xl-types.ts';
import { readBareVersion, readIndexedVersion } from './xl-version.ts';

export { inlineData } from './inline-data.ts';
export type { XlMeta, XlObject, XlVersion } from './xl-types.ts';

/** Header and meta versions beyond these are of a newer server. */
const NEWEST_HEADER = 3;
const NEWEST_META = 3;

interface Versions {
  readonly headerVersion: number;
  readonly metaVersion: number;
  readonly versions: readonly XlVersion[];
}

/**
 * Reads an xl.meta of any version, 1.0 to 1.3 (MinIO `cmd/xl-storage-format-v2.go`). A checksum that is wrong is told and
 * not thrown, so that a person can see what is left. Throws `damaged-file` with the offset where reading stopped.
 */
export function readXlMeta(bytes: Uint8Array): XlMeta {
  const envelope = readEnvelope(bytes);
  const { major, minor, checksum } = envelope;
  return {
    major,
    minor,
    ...readVersions(bytes, envelope, undefined),
    ...(checksum === undefined
      ? {}
      : { checksum: { stored: checksum.stored, computed: checksum.computed, ok: checksum.ok } }),
    get regions() {
      const places: Map<string, Place>[] = [];
      const { versions } = readVersions(bytes, envelope, places);
      return xlRegions(bytes, { envelope, versions, places });
    },
  };
}

/** One map of places for each version, in the order of the file; undefined where nobody asks. */
type AllPlaces = Map<string, Place>[] | undefined;

function readVersions(bytes: Uint8Array, { minor, meta }: XlEnvelope, places: AllPlaces): Versions {
  const cursor = new MsgpackCursor(bytes, {
    format: XL_META,
    start: meta.offset,
    end: meta.offset + meta.length,
  });
  return minor >= 3 ? readIndexed(cursor, places) : readBare(cursor, places);
}

/** 1.3: header version, meta version, count, then a bin with the header and a bin with the body of each version. */
function readIndexed(cursor: MsgpackCursor, places: AllPlaces): Versions {
  const headerVersion = cursor.integer();
  const metaVersion = cursor.integer();
  if (headerVersion < 1 || headerVersion > NEWEST_HEADER || metaVersion < 0 || metaVersion > NEWEST_META)
    throw cursor.fail(`header ${headerVersion} and meta ${metaVersion} are not versions that Sealab knows`);
  const count = cursor.integer();
  if (count < 0 || count > cursor.end - cursor.at)
    throw cursor.fail(`${count} versions are announced and fewer are there`);
  const versions: XlVersion[] = [];
  for (let index = 0; index < count; index += 1) {
    const noted = { layout: headerVersion, places: another(places) };
    versions.push(readIndexedVersion(cursor.nested(), cursor.nested(), noted));
  }
  return { headerVersion, metaVersion, versions };
}

/** Before 1.3: one map with the bodies under `Versions`, in any order. */
function readBare(cursor: MsgpackCursor, places: AllPlaces): Versions {
  const read: { readonly version: XlVersion; readonly places: Map<string, Place> | undefined }[] = [];
  for (let left = cursor.mapLength(); left > 0; left -= 1) {
    if (cursor.text() !== 'Versions') {
      cursor.skip();
      continue;
    }
    for (let bodies = cursor.arrayLength(); bodies > 0; bodies -= 1) {
      const noted = places === undefined ? undefined : new Map<string, Place>();
      read.push({ version: readBareVersion(cursor, noted), places: noted });
    }
  }
  if (read.length === 0) throw damaged(XL_META, 'it holds no version', { offset: cursor.at });
  const newestFirst = read.toSorted((a, b) => (a.version.modifiedNs < b.version.modifiedNs ? 1 : -1));
  for (const { places: noted } of newestFirst) if (noted !== undefined) places?.push(noted);
  return { headerVersion: 0, metaVersion: 0, versions: newestFirst.map(({ version }) => version) };
}

function another(places: AllPlaces): Map<string, Place> | undefined {
  if (places === undefined) return undefined;
  const noted = new Map<string, Place>();
  places.push(noted);
  return noted;
}
