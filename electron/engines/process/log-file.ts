import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { fileError, isMissing, systemCode } from '../../system/file-errors.ts';

export const ROTATE_AT_BYTES = 64 * 1024 * 1024;
const BLOCK_BYTES = 65_536;
/** A tail reads no more than this, however long the lines are. */
const TAIL_LIMIT_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;
const STALE_ROTATION_MS = 60_000;

/** The log before the last rotation. */
export function olderLog(file: string): string {
  return `${file}.1`;
}

/** A line as a person reads it: without colours and the carriage return. */
export function cleanLine(bytes: Uint8Array): string {
  return stripVTControlCharacters(Buffer.from(bytes).toString('utf8')).replace(/\r$/, '');
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

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (thrown) {
    if (isMissing(thrown)) return 0;
    throw fileError(thrown, 'look at', file);
  }
}

/**
 * Copies a log that has grown beyond the limit to `<file>.1` and empties it. The service keeps its descriptor, which
 * appends, so it goes on at the start; a line written between the copy and the cut is lost. True if it rotated.
 */
export async function rotateLog(file: string, limitBytes = ROTATE_AT_BYTES): Promise<boolean> {
  if ((await sizeOf(file)) <= limitBytes) return false;
  const guard = `${file}.rotating`;
  const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }));
  if (mtimeMs < Date.now() - STALE_ROTATION_MS) await rm(guard, { force: true });
  try {
    await writeFile(guard, '', { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    // Another Sealab rotates it now.
    if (systemCode(thrown) === 'EEXIST') return false;
    throw fileError(thrown, 'write', guard);
  }
  try {
    await copyFile(file, olderLog(file), constants.COPYFILE_FICLONE);
    await truncate(file, 0);
    return true;
  } catch (thrown) {
    throw fileError(thrown, 'rotate the log', file);
  } finally {
    await rm(guard, { force: true });
  }
}

export interface LogTail {
  readonly lines: readonly string[];
  /** What stands behind the last newline: a line that is not whole yet. */
  readonly rest: string;
  /** Bytes from the start of the file to the end of the last whole line. */
  readonly end: number;
}

/** The last whole lines of a file, oldest first, reading only its end. Nothing where there is no file. */
export async function tailOf(file: string, count: number): Promise<LogTail> {
  await using handle = await openIfThere(file);
  if (handle === undefined) return { lines: [], rest: '', end: 0 };
  const { size } = await handle.stat();
  let start = size;
  let newlines = 0;
  const blocks: Buffer[] = [];
  while (start > 0 && newlines <= count && size - start < TAIL_LIMIT_BYTES) {
    const length = Math.min(BLOCK_BYTES, start);
    const block = Buffer.alloc(length);
    const { bytesRead } = await handle.read(block, 0, length, start - length);
    start -= length;
    blocks.unshift(block.subarray(0, bytesRead));
    for (const byte of block) if (byte === NEWLINE) newlines += 1;
  }
  const bytes = Buffer.concat(blocks);
  const lastNewline = bytes.lastIndexOf(NEWLINE);
  const whole = splitLines(bytes.subarray(0, lastNewline + 1));
  // The first line of the part that was read may have begun before it.
  const lines = start > 0 ? whole.slice(1) : whole;
  return {
    lines: (count <= 0 ? [] : lines.slice(-count)).map(cleanLine),
    rest: cleanLine(bytes.subarray(lastNewline + 1)),
    end: start + lastNewline + 1,
  };
}

/** Splits bytes that end with a newline into lines without it. */
export function splitLines(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return lines;
}

/** The newest lines of a log and, where they do not suffice, of the one before; a last line without newline counts. */
export async function newestLines(file: string, count: number): Promise<readonly string[]> {
  if (count <= 0) return [];
  const { lines, rest } = await tailOf(file, count);
  const newest = rest === '' ? lines : [...lines, rest];
  if (newest.length >= count) return newest.slice(-count);
  const older = await tailOf(olderLog(file), count - newest.length);
  return [...older.lines, ...newest];
}
