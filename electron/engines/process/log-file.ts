import { constants, statSync } from 'node:fs';
import { copyFile, type FileHandle, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { fileError, isMissing, systemCode } from '../../system/file-errors.ts';

export const ROTATE_AT_BYTES = 64 * 1024 * 1024;
const BLOCK_BYTES = 65_536;
const STALE_ROTATION_MS = 60_000;

/** The log before the last rotation. */
export function olderLog(file: string): string {
  return `${file}.1`;
}

/** The file opened for reading, or undefined where there is none. */
export async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw fileError(thrown, 'read', file);
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch (thrown) {
    throw fileError(thrown, 'look at', file);
  }
}

/**
 * Moves a log that has grown beyond the limit to `<file>.1` and empties it. The service keeps its descriptor, which
 * appends, so it goes on at the start; only a line written in the instant before the cut is lost. True if it rotated.
 */
export async function rotateLog(file: string, limitBytes = ROTATE_AT_BYTES): Promise<boolean> {
  if (sizeOf(file) <= limitBytes) return false;
  const copy = `${file}.rotating`;
  const { mtimeMs } = await stat(copy).catch(() => ({ mtimeMs: Date.now() }));
  if (mtimeMs < Date.now() - STALE_ROTATION_MS) await rm(copy, { force: true });
  try {
    await copyFile(file, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (thrown) {
    // Another Sealab rotates it now.
    if (systemCode(thrown) === 'EEXIST') return false;
    await rm(copy, { force: true });
    throw fileError(thrown, 'rotate the log', file);
  }
  try {
    await appendRest(file, copy);
    await truncate(file, 0);
    // Last, because followers take a new `<file>.1` for the sign that the log begins anew.
    await rename(copy, olderLog(file));
    return true;
  } catch (thrown) {
    throw fileError(thrown, 'rotate the log', file);
  }
}

/** Adds what the service wrote while the log was being copied. */
async function appendRest(file: string, copy: string): Promise<void> {
  await using source = await open(file, 'r');
  await using target = await open(copy, 'a');
  let position = (await target.stat()).size;
  const block = Buffer.alloc(BLOCK_BYTES);
  for (;;) {
    const { bytesRead } = await source.read(block, 0, block.length, position);
    if (bytesRead === 0) return;
    await target.appendFile(block.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** Changes with every rotation. */
export async function logGeneration(file: string): Promise<string> {
  try {
    const { ino, mtimeMs } = await stat(olderLog(file));
    return `${ino}:${mtimeMs}`;
  } catch (thrown) {
    if (isMissing(thrown)) return '';
    throw fileError(thrown, 'look at', olderLog(file));
  }
}
