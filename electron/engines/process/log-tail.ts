import { stripVTControlCharacters } from 'node:util';
import { olderLog, openIfThere } from './log-file.ts';

/** Enough for the last few lines; what needs more is read in larger blocks. */
const FIRST_BLOCK_BYTES = 4_096;
const BLOCK_BYTES = 65_536;
/** A tail reads no more than this, however long the lines are. */
const TAIL_LIMIT_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** A line as a person reads it: without colours and the carriage return. */
export function cleanLine(bytes: Uint8Array): string {
  return stripVTControlCharacters(Buffer.from(bytes).toString('utf8')).replace(/\r$/, '');
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
    const length = Math.min(blocks.length === 0 ? FIRST_BLOCK_BYTES : BLOCK_BYTES, start);
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
