import { ROW_BYTES } from './hex-lines.ts';

/** Bytes of one row, with gaps at both ends where its region does not fill it. */
export interface HexRow {
  /** `2f f8 3b 8d  66 e8`, as wide for every row. */
  readonly hex: string;
  readonly ascii: string;
}

const GAP = '   ';
const HALF = ROW_BYTES / 2;

/** The two columns of a row; `bytes` are those of the file from `from` on, at most up to the end of the row. */
export function hexRow(bytes: Uint8Array, from: number): HexRow {
  const before = from % ROW_BYTES;
  let hex = '';
  let ascii = ' '.repeat(before);
  for (let column = 0; column < ROW_BYTES; column += 1) {
    if (column === HALF) hex += ' ';
    const byte = column < before ? undefined : bytes[column - before];
    hex += byte === undefined ? GAP : `${byte.toString(16).padStart(2, '0')} `;
    if (byte !== undefined) ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return { hex: hex.slice(0, -1), ascii };
}

/** An offset as it is shown: six hexadecimal digits, more where the file is larger. */
export function offsetText(offset: number, sizeBytes = 0): string {
  const digits = Math.max(6, Math.max(0, sizeBytes - 1).toString(16).length);
  return offset.toString(16).padStart(digits, '0');
}

/** The offset that somebody typed: decimal, or hexadecimal with `0x` in front or a letter in it; undefined for no number. */
export function parseOffset(text: string): number | undefined {
  const typed = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_,]/g, '');
  if (/^\d+$/.test(typed)) return Number.parseInt(typed, 10);
  const hex = /^(?:0x)?([0-9a-f]+)$/.exec(typed)?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
}

/** Where characters of a row's hex column show the bytes `[from, to)` of the file; undefined where they show none. */
export function marked(
  row: { readonly from: number; readonly to: number },
  hit: { readonly from: number; readonly to: number },
): { readonly start: number; readonly end: number } | undefined {
  const from = Math.max(row.from, hit.from);
  const to = Math.min(row.to, hit.to);
  if (from >= to) return undefined;
  return { start: columnOf(from), end: columnOf(to - 1) + 2 };
}

function columnOf(offset: number): number {
  const column = offset % ROW_BYTES;
  return column * 3 + (column >= HALF ? 1 : 0);
}
