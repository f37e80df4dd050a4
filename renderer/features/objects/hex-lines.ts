import type { Region } from '#shared/contract/inspector.ts';

export const ROW_BYTES = 16;
/** The most that is asked of a file at once. */
export const WINDOW_BYTES = 65_536;
const FOLD_FROM_ROWS = 24;
const HEAD_ROWS = 10;
const WAITING_ROWS = 10;

/** Pixels of each kind of line. */
const HEIGHTS = { region: 24, row: 18, fold: 34 } as const;

/** One line of the hex view. `from` and `to` are offsets of the file; the bytes at `to` belong to the next line. */
export type HexLine =
  | { readonly kind: 'region'; readonly from: number; readonly to: number; readonly region: Region }
  | { readonly kind: 'row'; readonly from: number; readonly to: number; readonly region: Region }
  | {
      readonly kind: 'fold';
      readonly from: number;
      readonly to: number;
      readonly region: Region;
      readonly rows: number;
    }
  /** Bytes that were not read yet. */
  | {
      readonly kind: 'waiting';
      readonly from: number;
      readonly to: number;
      readonly region: Region | undefined;
    };

/** What is known of a file so far. */
export interface KnownFile {
  readonly sizeBytes: number;
  /** The bytes that were read, by the offset of their window. */
  readonly windows: ReadonlyMap<number, Uint8Array>;
  /** In order of their offsets, without gap where a window was read. */
  readonly regions: readonly Region[];
  /** Offsets of the regions that are shown whole, however long they are. */
  readonly opened: ReadonlySet<number>;
}

/** The lines of a file from its start to its end. What a fold hides need not be read. */
export function layOut(file: KnownFile): readonly HexLine[] {
  const lines: HexLine[] = [];
  let position = 0;
  let next = 0;
  while (position < file.sizeBytes) {
    while ((file.regions[next]?.offset ?? Infinity) + (file.regions[next]?.length ?? 0) <= position)
      next += 1;
    const region = file.regions[next];
    if (region === undefined || region.offset > position) {
      const to = Math.min(windowOf(position) + WINDOW_BYTES, region?.offset ?? Infinity, file.sizeBytes);
      lines.push({ kind: 'waiting', from: position, to, region: undefined });
      position = to;
      continue;
    }
    const to = Math.min(region.offset + region.length, file.sizeBytes);
    lines.push({ kind: 'region', from: position, to: position, region });
    addRegion(lines, { file, region, from: position, to });
    position = to;
  }
  return lines;
}

interface Stretch {
  readonly file: KnownFile;
  readonly region: Region;
  readonly from: number;
  readonly to: number;
}

function addRegion(lines: HexLine[], { file, region, from, to }: Stretch): void {
  const firstRow = Math.floor(from / ROW_BYTES);
  const lastRow = Math.floor((to - 1) / ROW_BYTES);
  if (lastRow - firstRow + 1 < FOLD_FROM_ROWS || file.opened.has(region.offset)) {
    addBytes(lines, { file, region, from, to });
    return;
  }
  const foldFrom = (firstRow + HEAD_ROWS) * ROW_BYTES;
  const foldTo = lastRow * ROW_BYTES;
  addBytes(lines, { file, region, from, to: foldFrom });
  lines.push({ kind: 'fold', from: foldFrom, to: foldTo, region, rows: (foldTo - foldFrom) / ROW_BYTES });
  addBytes(lines, { file, region, from: foldTo, to });
}

/** Rows where the bytes are there, one waiting line for each window that is not. */
function addBytes(lines: HexLine[], { file, region, from, to }: Stretch): void {
  let position = from;
  while (position < to) {
    const isRead = file.windows.has(windowOf(position));
    const step = isRead ? ROW_BYTES - (position % ROW_BYTES) : windowOf(position) + WINDOW_BYTES - position;
    const end = Math.min(position + step, to);
    lines.push({ kind: isRead ? 'row' : 'waiting', from: position, to: end, region });
    position = end;
  }
}

/** The offset of the window that holds an offset. */
export function windowOf(offset: number): number {
  return offset - (offset % WINDOW_BYTES);
}

/** How high a line is, in pixels. */
export function heightOf(line: HexLine): number {
  if (line.kind !== 'waiting') return HEIGHTS[line.kind];
  const rows = Math.ceil((line.to - line.from) / ROW_BYTES);
  return HEIGHTS.row * Math.min(WAITING_ROWS, Math.max(1, rows));
}

/** The line that shows an offset, by binary search; the last one for an offset behind the end. */
export function lineAt(lines: readonly HexLine[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle]?.from ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** Both lists of regions in order, each region once. */
export function mergeRegions(known: readonly Region[], more: readonly Region[]): readonly Region[] {
  const byOffset = new Map([...known, ...more].map((region) => [region.offset, region]));
  return [...byOffset.values()].toSorted((one, other) => one.offset - other.offset);
}
