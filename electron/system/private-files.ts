import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from './file-errors.ts';

const TEMPORARY_PREFIX = '.tmp-';
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Is this the name of a half-written file, which no list shows? */
export function isTemporaryName(name: string): boolean {
  return name.startsWith(TEMPORARY_PREFIX);
}

/** Makes the folder and the missing ones above it, each 0700; one that is there and open to others is closed. */
export async function ensurePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  const { mode } = await stat(path);
  if ((mode & 0o777) !== FOLDER_MODE) await chmod(path, FOLDER_MODE);
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its rename is as durable as it gets.
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}

/** Writes whole and durably, 0600: temporary file beside it, fsync, rename, fsync of the folder. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `${TEMPORARY_PREFIX}${basename(path)}-${randomBytes(6).toString('hex')}`);
  try {
    {
      await using file = await open(temporary, 'wx', FILE_MODE);
      await file.writeFile(content);
      await file.sync();
    }
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  await syncFolder(folder);
}

/** Where the last whole line of the file ends: behind its last newline. */
async function endOfLastLine(file: Awaited<ReturnType<typeof open>>, sizeBytes: number): Promise<number> {
  const block = Buffer.alloc(65_536);
  let end = sizeBytes;
  while (end > 0) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    const newline = block.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

/** Appends one line and fsyncs it. A torn line that a crash left at the end is cut off first. */
export async function appendDurably(path: string, line: string): Promise<void> {
  await using file = await open(path, 'a+', FILE_MODE);
  const { size, mode } = await file.stat();
  if ((mode & 0o777) !== FILE_MODE) await file.chmod(FILE_MODE);
  if (size > 0) {
    const end = await endOfLastLine(file, size);
    if (end < size) await file.truncate(end);
  }
  await file.appendFile(`${line}\n`);
  await file.sync();
  if (size === 0) await syncFolder(dirname(path));
}

/** Removes temporary files that a crash left in the folder more than a minute ago. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const oldest = Date.now() - 60_000;
  for (const name of await namesIn(folder)) {
    if (!isTemporaryName(name)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (mtimeMs < oldest) await rm(path, { force: true });
  }
}

/** Names in a folder; empty where there is none. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

/** Bytes of all files below a folder; links are not followed, and what vanishes meanwhile counts as nothing. */
export async function folderSizeBytes(folder: string): Promise<number> {
  let total = 0;
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const found = await lstat(path).catch((thrown: unknown) => {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    });
    if (found === undefined) continue;
    total += found.isDirectory() ? await folderSizeBytes(path) : found.size;
  }
  return total;
}
