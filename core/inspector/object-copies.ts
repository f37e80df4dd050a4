import { SealabError, toSealabError } from '#shared/errors.ts';
import { collectBytes, toHex } from '../bytes.ts';
import type { Drives } from '../ports/engine.ts';
import { metaPath } from './object-place.ts';
import { readXlMeta, type XlMeta, type XlObject, type XlVersion } from './xl-meta.ts';

/** The biggest xl.meta that is read: 128 KiB inline in each of some hundred versions. */
const META_LIMIT_BYTES = 64 * 1024 * 1024;

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  /** The newest where it is absent. */
  readonly versionId?: string | undefined;
}

/** What one drive says of an object. */
export interface DriveMeta {
  readonly drive: string;
  readonly state: 'ok' | 'missing' | 'damaged' | 'outdated';
  readonly error?: SealabError;
  /** The whole file, with the inline data behind it. */
  readonly bytes?: Uint8Array;
  readonly meta?: XlMeta;
  /** The asked version, where this drive has it. */
  readonly version?: XlVersion;
}

/** An object as its drives hold it. */
export interface ObjectCopies {
  readonly bucket: string;
  readonly key: string;
  /** The asked version as most drives have it. */
  readonly version: XlVersion;
  readonly isLatest: boolean;
  /** Of the newest complete xl.meta. */
  readonly versions: readonly XlVersion[];
  readonly drives: readonly DriveMeta[];
}

export interface DriveSource {
  readonly lab: string;
  readonly drives: Drives;
}

/**
 * Reads xl.meta of every drive and takes the version that most of them agree on (version id, time and signature, as
 * MinIO `cmd/erasure-metadata.go` does); the others are outdated. `without` are taken as absent. Throws `not-found` where
 * no drive has the object or the version, or a drive of `without` is none of the lab, `damaged-file` where none can be read.
 */
export async function readCopies(
  source: DriveSource,
  name: ObjectName,
  { without = [], signal }: { readonly without?: readonly string[]; readonly signal: AbortSignal },
): Promise<ObjectCopies> {
  const names = await source.drives.list(source.lab);
  const unknown = without.find((drive) => !names.includes(drive));
  if (unknown !== undefined) {
    throw new SealabError('not-found', `Lab ${source.lab} has no drive “${unknown}”.`, {
      fix: `Its drives: ${names.join(', ')}.`,
    });
  }
  const read = await Promise.all(
    names.map(async (drive) =>
      without.includes(drive)
        ? ({ drive, state: 'missing', error: takenAway(drive) } as const)
        : await readMeta(source, drive, name),
    ),
  );
  signal.throwIfAborted();
  const newest = newestMeta(read);
  if (newest === undefined) throw nothingToRead(name, read);
  const wanted = name.versionId ?? newest.versions[0]?.versionId;
  const withVersion = read.map((copy) => {
    const version = copy.meta?.versions.find(({ versionId }) => versionId === wanted);
    return version === undefined ? copy : { ...copy, version };
  });
  const version = mostAgreed(
    withVersion.flatMap((copy) => (copy.version === undefined ? [] : [copy.version])),
  );
  if (version === undefined) throw noVersion(name);
  return {
    bucket: name.bucket,
    key: name.key,
    version,
    isLatest: newest.versions[0]?.versionId === version.versionId,
    versions: newest.versions,
    drives: withVersion.map((copy) => judged(copy, version)),
  };
}

/** The erasure-coded object of a version. Throws `not-found` for a delete marker, `unsupported` for a legacy object. */
export function requireObject({ bucket, key, version }: ObjectCopies): XlObject {
  if (version.object !== undefined) return version.object;
  if (version.kind === 'delete-marker') {
    throw new SealabError(
      'not-found',
      `This version of ${bucket}/${key} is a delete marker: it has no bytes.`,
      {
        fix: 'Choose an older version, or remove the marker to bring the object back.',
      },
    );
  }
  throw new SealabError('unsupported', `${bucket}/${key} was written by a MinIO of before 2020 (format 1).`, {
    fix: 'Copy the object onto itself: MinIO writes it in the present format then.',
  });
}

async function readMeta(source: DriveSource, drive: string, name: ObjectName): Promise<DriveMeta> {
  const path = metaPath(name.bucket, name.key);
  try {
    return { drive, state: 'ok', ...(await readMetaFile(source, drive, { path })) };
  } catch (thrown) {
    const error = toSealabError(thrown);
    if (error.code === 'cancelled' || error.code === 'invalid-input') throw thrown;
    return { drive, state: error.code === 'not-found' ? 'missing' : 'damaged', error };
  }
}

interface MetaPlace {
  readonly path: string;
  readonly signal?: AbortSignal;
}

/** An xl.meta of one drive. Throws `damaged-file` where it is not what was written, and what the drive throws. */
export async function readMetaFile(
  source: DriveSource,
  drive: string,
  place: MetaPlace,
): Promise<{ readonly bytes: Uint8Array; readonly meta: XlMeta }> {
  const bytes = await readMetaBytes(source, drive, place);
  const meta = readXlMeta(bytes);
  if (meta.checksum?.ok !== false) return { bytes, meta };
  const { path } = place;
  throw new SealabError(
    'damaged-file',
    `${path} on drive ${drive} is not what was written: its checksum differs.`,
    {
      fix: 'Heal the object with `mc admin heal`.',
      details: { drive, path, stored: meta.checksum.stored, computed: meta.checksum.computed },
    },
  );
}

/** The bytes of an xl.meta, whatever they say; of a file that is too large for one its beginning. */
export async function readMetaBytes(
  { drives, lab }: DriveSource,
  drive: string,
  place: MetaPlace,
): Promise<Uint8Array> {
  return await collectBytes(drives.read(lab, drive, { ...place, length: META_LIMIT_BYTES }));
}

function takenAway(drive: string): SealabError {
  return new SealabError('not-found', `Drive ${drive} is taken as absent, as you asked.`);
}

function newestMeta(copies: readonly DriveMeta[]): XlMeta | undefined {
  const time = (meta: XlMeta): bigint => meta.versions[0]?.modifiedNs ?? 0n;
  return copies
    .flatMap(({ meta }) => (meta === undefined || meta.versions.length === 0 ? [] : [meta]))
    .toSorted((a, b) => (time(a) < time(b) ? 1 : -1))[0];
}

const identityOf = ({ modifiedNs, signature }: XlVersion): string => `${modifiedNs}-${toHex(signature)}`;

function mostAgreed(versions: readonly XlVersion[]): XlVersion | undefined {
  const votes = new Map<string, number>();
  for (const version of versions) votes.set(identityOf(version), (votes.get(identityOf(version)) ?? 0) + 1);
  const rank = (version: XlVersion): number => votes.get(identityOf(version)) ?? 0;
  return versions.toSorted((a, b) => rank(b) - rank(a) || (a.modifiedNs < b.modifiedNs ? 1 : -1))[0];
}

function judged(copy: DriveMeta, version: XlVersion): DriveMeta {
  if (copy.state !== 'ok') return copy;
  if (copy.version === undefined || identityOf(copy.version) !== identityOf(version)) {
    return {
      ...copy,
      state: 'outdated',
      error: new SealabError(
        'conflict',
        `Drive ${copy.drive} has another state of this object than most drives.`,
        {
          fix: 'It was away while the object was written. Heal it with `mc admin heal`.',
        },
      ),
    };
  }
  return copy;
}

function nothingToRead({ bucket, key }: ObjectName, copies: readonly DriveMeta[]): SealabError {
  const damaged = copies.find(({ state }) => state === 'damaged')?.error;
  const evidence = copies.map(({ drive, error }) => `${drive}: ${error?.message ?? 'no version'}`);
  if (damaged !== undefined) {
    return new SealabError('damaged-file', `No drive holds a readable xl.meta of ${bucket}/${key}.`, {
      fix: damaged.fix ?? 'Put the drives back from a copy.',
      details: { evidence },
      cause: damaged,
    });
  }
  return new SealabError('not-found', `No drive holds an object ${bucket}/${key}.`, {
    fix: 'Check bucket and key. A folder is no object, unless its key ends with a slash and was written so.',
    details: { evidence },
  });
}

function noVersion({ bucket, key, versionId }: ObjectName): SealabError {
  return new SealabError('not-found', `${bucket}/${key} has no version ${versionId ?? '(none at all)'}.`, {
    fix: 'List the versions, and take the id of one of them.',
  });
}
