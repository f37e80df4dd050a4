import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DriveFile, DrivePlace, Drives } from '#core/ports/engine.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { fileError, isMissing } from '../../system/file-errors.ts';
import { namesIn } from '../../system/private-files.ts';
import type { LabPlaces } from './lab-places.ts';

const CHUNK_BYTES = 262_144;

function pathParts(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const isOddHere = process.platform === 'win32' && path.includes('\\');
  if (path.startsWith('/') || isOddHere || path.includes('\0') || parts.includes('..')) {
    throw new SealabError('invalid-input', `The path ${JSON.stringify(path)} leads out of the drive.`);
  }
  return parts;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink())
      throw new SealabError('invalid-input', `${path} is a link; drives are read without them.`);
    return found.isDirectory() ? 'folder' : 'file';
  } catch (thrown) {
    if (isMissing(thrown)) return 'missing';
    throw fileError(thrown, 'look at', path);
  }
}

/** The path on disk; none of its parts may be a link. */
async function resolveInDrive(root: string, path: string): Promise<string> {
  let at = root;
  await kindOf(at);
  for (const part of pathParts(path)) {
    at = join(at, part);
    await kindOf(at);
  }
  return at;
}

interface Search {
  readonly root: string;
  readonly found: DriveFile[];
  readonly signal: AbortSignal | undefined;
}

async function collect({ root, found, signal }: Search, relative: string): Promise<void> {
  throwIfCancelled(signal);
  const folder = join(root, relative);
  const entries = await readdir(folder, { withFileTypes: true }).catch((thrown: unknown) => {
    // MinIO moves and deletes while we look.
    if (isMissing(thrown)) return [];
    throw fileError(thrown, 'read', folder);
  });
  for (const entry of entries) {
    const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
    if (entry.isDirectory()) await collect({ root, found, signal }, path);
    if (!entry.isFile()) continue;
    const size = await lstat(join(root, path)).then(
      (stats) => stats.size,
      () => undefined,
    );
    if (size !== undefined) found.push({ path, sizeBytes: size });
  }
}

function placeOf(at: string | DrivePlace): DrivePlace {
  return typeof at === 'string' ? { path: at } : at;
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelledError(signal.reason);
}

/** Drives as folders `<lab>/data/minio…` on this machine's disk. */
export function createProcessDrives(places: LabPlaces): Drives {
  function rootOf(lab: string, drive: string): string {
    if (drive.startsWith('minio')) return places.of(lab, drive).data;
    throw new SealabError('not-found', `Lab ${lab} has no drive ${drive}.`);
  }
  return {
    async list(lab) {
      const folder = places.dataFolder(lab);
      const names = await namesIn(folder).catch((thrown: unknown) => {
        throw fileError(thrown, 'read', folder);
      });
      return names.filter((name) => name.startsWith('minio')).toSorted();
    },
    async files(lab, drive, under) {
      const root = rootOf(lab, drive);
      const { path, signal } = placeOf(under);
      throwIfCancelled(signal);
      const start = await resolveInDrive(root, path);
      const relative = pathParts(path).join('/');
      if ((await kindOf(start)) === 'file') return [{ path: relative, sizeBytes: (await lstat(start)).size }];
      const found: DriveFile[] = [];
      await collect({ root, found, signal }, relative);
      return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
    async *read(lab, drive, range) {
      const path = await resolveInDrive(rootOf(lab, drive), range.path);
      if ((await kindOf(path)) !== 'file') {
        throw new SealabError('not-found', `The drive ${drive} of lab ${lab} has no file ${range.path}.`, {
          details: { path },
        });
      }
      await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(
        (thrown: unknown) => {
          throw fileError(thrown, 'read', path);
        },
      );
      let position = range.offset ?? 0;
      let left = range.length ?? Number.POSITIVE_INFINITY;
      while (left > 0) {
        throwIfCancelled(range.signal);
        const block = Buffer.alloc(Math.min(CHUNK_BYTES, left));
        const { bytesRead } = await file.read(block, 0, block.length, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        left -= bytesRead;
        yield block.subarray(0, bytesRead);
      }
    },
    async write(lab, drive, { path, content, signal }) {
      throwIfCancelled(signal);
      const target = await resolveInDrive(rootOf(lab, drive), path);
      try {
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
        await using file = await open(target, flags, 0o600);
        await file.writeFile(content);
        await file.sync();
      } catch (thrown) {
        throw fileError(thrown, 'write', target);
      }
    },
    async remove(lab, drive, at) {
      const { path, signal } = placeOf(at);
      throwIfCancelled(signal);
      const target = await resolveInDrive(rootOf(lab, drive), path);
      const isDrive = pathParts(path).length === 0;
      const targets = isDrive ? (await namesIn(target)).map((name) => join(target, name)) : [target];
      try {
        for (const one of targets) {
          throwIfCancelled(signal);
          await rm(one, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
        }
      } catch (thrown) {
        throw fileError(thrown, 'remove', target);
      }
    },
  };
}
