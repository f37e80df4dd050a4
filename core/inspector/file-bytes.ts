import type { FileBytes, Region } from '#shared/contract/inspector.ts';
import { SealabError } from '#shared/errors.ts';
import { collectBytes } from '../bytes.ts';
import { BITROT_HASH_BYTES, createBitrotHash, findBitrot } from './bitrot.ts';
import { encryptionOf } from './encryption.ts';
import { inlineData } from './inline-data.ts';
import { leftFiles } from './left-files.ts';
import {
  type DriveMeta,
  type DriveSource,
  type ObjectCopies,
  type ObjectName,
  readCopies,
  readMetaBytes,
} from './object-copies.ts';
import { metaPath, partPath } from './object-place.ts';
import { chunkAt, layoutOf, type ShardLayout, shardFileBytes, shardRegions } from './shard-layout.ts';
import { likelyVersion, metaRegions, unknownRegion } from './unread-regions.ts';
import type { XlMeta, XlObject } from './xl-meta.ts';

export interface FileWindow {
  readonly drive: string;
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/** A piece of one file of an object, with what each byte of it means. Throws `not-found` for a file that is not of it. */
export async function readFileBytes(
  source: DriveSource,
  { name, window }: { readonly name: ObjectName; readonly window: FileWindow },
  signal: AbortSignal,
): Promise<FileBytes> {
  const copies = await readCopies(source, name, { signal });
  const drive = copies.drives.find((known) => known.drive === window.drive);
  const left = drive !== undefined && drive.bytes === undefined ? drive : undefined;
  if (left !== undefined) {
    const shown = await leftBytes(source, { copies, drive: left, window }, signal);
    if (shown !== undefined) return shown;
  }
  if (drive?.bytes === undefined) {
    throw new SealabError('not-found', `Drive ${window.drive} holds no file of this object.`, {
      fix: 'Choose another drive.',
      ...(drive?.error === undefined ? {} : { cause: drive.error }),
    });
  }
  if (window.path === metaPath(copies.bucket, copies.key)) return metaBytes(drive, drive.bytes, window);
  return await partBytes({ source, copies, drive }, window);
}

/** A file of a drive whose xl.meta is absent or not readable; undefined where it is none of the object. */
async function leftBytes(
  source: DriveSource,
  {
    copies,
    drive,
    window,
  }: { readonly copies: ObjectCopies; readonly drive: DriveMeta; readonly window: FileWindow },
  signal: AbortSignal,
): Promise<FileBytes | undefined> {
  const { files } = await leftFiles(source, { drive: drive.drive, name: copies }, signal);
  const file = files.find(({ path }) => path === window.path);
  if (file === undefined) return undefined;
  if (file.kind === 'xl-meta') {
    const bytes = await readMetaBytes(source, drive.drive, { path: file.path, signal });
    return metaBytes({ ...drive, meta: metaRegions(bytes, drive) }, bytes, window);
  }
  const version = likelyVersion(copies, drive.drive, file);
  if (version !== undefined) return await partBytes({ source, copies, drive: { ...drive, version } }, window);
  const { offset, length } = window;
  const range = { path: file.path, offset, length: Math.min(length, Math.max(0, file.sizeBytes - offset)) };
  return {
    sizeBytes: file.sizeBytes,
    offset,
    bytes:
      range.length === 0
        ? new Uint8Array()
        : await collectBytes(source.drives.read(source.lab, drive.drive, { ...range, signal })),
    regions: [
      unknownRegion(
        file.sizeBytes,
        'part file',
        'Which shard it holds stands in xl.meta of this drive only.',
      ),
    ],
  };
}

function metaBytes(
  drive: Omit<DriveMeta, 'meta'> & { readonly meta?: Pick<XlMeta, 'regions'> },
  file: Uint8Array,
  { offset, length }: FileWindow,
): FileBytes {
  const to = Math.min(file.length, offset + length);
  const regions = (drive.meta?.regions ?? []).filter(
    (region) => region.offset < to && region.offset + region.length > offset,
  );
  return {
    sizeBytes: file.length,
    offset,
    bytes: file.subarray(offset, to),
    regions: inlineChecks(drive, file, regions),
  };
}

/** The shard of the shown version lies inside xl.meta, in the form of a part file. */
function inlineChecks(
  drive: Pick<DriveMeta, 'version'>,
  file: Uint8Array,
  regions: readonly Region[],
): Region[] {
  const { version } = drive;
  const object = version?.object;
  const [part] = object?.parts ?? [];
  if (version === undefined || object === undefined || part === undefined || !version.flags.isInline)
    return [...regions];
  const inline = inlineData(file, version.versionId);
  if (inline === undefined) return [...regions];
  const layout = partLayout(object, part);
  const shard = { layout, at: inline.offset, length: inline.bytes.length };
  return withHashChecks(regions, shard, (from, until) => file.subarray(from, until));
}

async function partBytes(
  {
    source,
    copies,
    drive,
  }: { readonly source: DriveSource; readonly copies: ObjectCopies; readonly drive: DriveMeta },
  window: FileWindow,
): Promise<FileBytes> {
  const object = drive.version?.object;
  const part = object?.parts.find(({ number }) => partPath(copies, object.dataDir, number) === window.path);
  if (object === undefined || part === undefined) {
    throw new SealabError(
      'not-found',
      `${window.path} is no file of this version of ${copies.bucket}/${copies.key}.`,
      {
        fix: 'Take a path that the list of files names.',
      },
    );
  }
  const layout = partLayout(object, part);
  const sizeBytes = shardFileBytes(layout);
  const to = Math.min(sizeBytes, window.offset + window.length);
  if (window.offset >= sizeBytes)
    return { sizeBytes, offset: window.offset, bytes: new Uint8Array(), regions: [] };
  // Whole chunks are read, so that their hashes can be checked.
  const first = chunkAt(layout, window.offset);
  const last = chunkAt(layout, to - 1);
  const end = last.offset + BITROT_HASH_BYTES + last.lengthBytes;
  const range = { path: window.path, offset: first.offset, length: end - first.offset };
  const read = await collectBytes(source.drives.read(source.lab, drive.drive, range));
  const regions = shardRegions(layout, object.erasure.index, { from: window.offset, to });
  return {
    sizeBytes,
    offset: window.offset,
    bytes: read.subarray(window.offset - first.offset, to - first.offset),
    regions: withHashChecks(regions, { layout, at: 0, length: sizeBytes }, (from, until) =>
      read.subarray(from - first.offset, until - first.offset),
    ),
  };
}

function partLayout(object: XlObject, { storedBytes }: XlObject['parts'][number]): ShardLayout {
  return layoutOf(object, { storedBytes, isEncrypted: encryptionOf(object) !== undefined });
}

/** `at` is where the shard begins in the file that the regions belong to. */
function withHashChecks(
  regions: readonly Region[],
  { layout, at, length }: { readonly layout: ShardLayout; readonly at: number; readonly length: number },
  bytesAt: (from: number, until: number) => Uint8Array,
): Region[] {
  const hash = createBitrotHash();
  return regions.map((region) => {
    if (region.kind !== 'bitrot-hash' || region.offset < at || region.offset >= at + length) return region;
    const { offset, lengthBytes } = chunkAt(layout, region.offset - at);
    const chunk = bytesAt(at + offset, at + offset + BITROT_HASH_BYTES + lengthBytes);
    const isGood = findBitrot(chunk, { chunkBytes: lengthBytes, hash }) === undefined;
    return { ...region, check: isGood ? 'ok' : 'failed' };
  });
}
