import type { z } from 'zod';
import type { DriveCopy, DriveFileView, StoredObject, VersionRow } from '#shared/contract/inspector.ts';
import { isCancelled, SealabError, toSealabError, toWire } from '#shared/errors.ts';
import { encryptionOf } from './encryption.ts';
import { fieldsOf } from './fields.ts';
import { leftFiles } from './left-files.ts';
import {
  type DriveMeta,
  type DriveSource,
  type ObjectCopies,
  type ObjectName,
  readCopies,
} from './object-copies.ts';
import { metaPath, partPath } from './object-place.ts';
import { layoutOf, shardFileBytes } from './shard-layout.ts';
import type { XlObject, XlVersion } from './xl-types.ts';

/** What the server stores of an object: every field of every drive's xl.meta, and the files beside it. */
export async function viewStored(
  source: DriveSource,
  name: ObjectName,
  signal: AbortSignal,
): Promise<StoredObject> {
  const copies = await readCopies(source, name, { signal }).catch(
    async (thrown: unknown) => await Promise.reject(await withLeftFiles(source, { name, thrown }, signal)),
  );
  const { object } = copies.version;
  const encryption = object === undefined ? undefined : encryptionOf(object);
  return {
    bucket: copies.bucket,
    key: copies.key,
    versionId: copies.version.versionId,
    encryption: encryption?.mode ?? 'none',
    ...(encryption?.keyName === undefined ? {} : { keyName: encryption.keyName }),
    isMultipart: encryption?.isMultipart ?? (object?.parts.length ?? 0) > 1,
    parts: (object?.parts ?? []).map(({ number, storedBytes, plainBytes }) => ({
      number,
      storedBytes,
      plainBytes: plainBytes ?? storedBytes,
    })),
    ...(object === undefined
      ? {}
      : {
          erasure: {
            data: object.erasure.data,
            parity: object.erasure.parity,
            blockBytes: object.erasure.blockBytes,
          },
        }),
    drives: await Promise.all(
      copies.drives.map(async (drive) => ({
        ...viewDrive(copies, drive),
        ...(drive.bytes === undefined ? await viewLeft(source, { drive: drive.drive, name }, signal) : {}),
      })),
    ),
    versions: copies.versions.filter(({ flags }) => !flags.isFreeVersion).map(rowOf),
  };
}

/** A drive that cannot be listed has nothing to show; its error is that of xl.meta. */
async function viewLeft(
  source: DriveSource,
  place: { readonly drive: string; readonly name: ObjectName },
  signal: AbortSignal,
): Promise<Pick<DriveCopy, 'files' | 'left'>> {
  try {
    const { files, words } = await leftFiles(source, place, signal);
    return { files: [...files], left: words };
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    return { files: [], left: `Drive ${place.drive} cannot be listed: ${toSealabError(thrown).message}` };
  }
}

/** Where no drive has a readable xl.meta: the same error, and what lies on each drive. */
async function withLeftFiles(
  source: DriveSource,
  { name, thrown }: { readonly name: ObjectName; readonly thrown: unknown },
  signal: AbortSignal,
): Promise<SealabError> {
  const error = toSealabError(thrown);
  if (error.code !== 'damaged-file') return error;
  const drives = await source.drives.list(source.lab);
  const left = await Promise.all(
    drives.map(async (drive) => await viewLeft(source, { drive, name }, signal)),
  );
  const before: unknown = error.details?.['evidence'];
  return new SealabError(error.code, error.message, {
    ...(error.fix === undefined ? {} : { fix: error.fix }),
    details: {
      ...error.details,
      evidence: [...(Array.isArray(before) ? before : []), ...left.map(({ left: words }) => words ?? '')],
    },
    cause: error,
  });
}

function rowOf({ versionId, kind, modifiedNs }: XlVersion, index: number): z.infer<typeof VersionRow> {
  return {
    versionId,
    kind,
    modifiedAt: new Date(Number(modifiedNs / 1_000_000n)).toISOString(),
    isLatest: index === 0,
  };
}

function viewDrive(copies: ObjectCopies, { drive, state, error, bytes, version }: DriveMeta): DriveCopy {
  const held = version?.object;
  return {
    drive,
    state,
    ...(error === undefined ? {} : { error: toWire(error) }),
    ...(held === undefined
      ? {}
      : {
          shard: {
            index: held.erasure.index,
            kind: held.erasure.index <= held.erasure.data ? 'data' : 'parity',
          },
        }),
    isInline: version?.flags.isInline ?? false,
    fields: version === undefined ? [] : [...fieldsOf(version)],
    files: [
      ...(bytes === undefined
        ? []
        : [{ path: metaPath(copies.bucket, copies.key), sizeBytes: bytes.length, kind: 'xl-meta' as const }]),
      ...(held === undefined || version?.flags.isInline === true ? [] : partFiles(copies, held)),
    ],
  };
}

function partFiles(copies: ObjectCopies, object: XlObject): z.infer<typeof DriveFileView>[] {
  return object.parts.map(({ number, storedBytes }) => ({
    path: partPath(copies, object.dataDir, number),
    sizeBytes: shardFileBytes(layoutOf(object, { storedBytes, isEncrypted: false })),
    kind: 'part',
    part: number,
  }));
}
