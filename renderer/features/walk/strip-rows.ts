import type { StripPart } from '#shared/contract/walk.ts';

export type StripKind = StripPart['kind'];

/** A run of a drive's bytes that is drawn as one piece; `share` of the row's width, 0 to 1. */
export interface StripRun {
  readonly kind: StripKind;
  readonly lengthBytes: number;
  readonly share: number;
}

export interface StripRow {
  readonly drive: string;
  readonly totalBytes: number;
  readonly runs: readonly StripRun[];
  /** True where there are more pieces than can be drawn, so that neighbours are drawn as one. */
  readonly isMerged: boolean;
  readonly totals: readonly {
    readonly kind: StripKind;
    readonly count: number;
    readonly lengthBytes: number;
  }[];
}

/** More pieces than this cannot be told apart on a screen. */
const MOST_RUNS = 400;

/**
 * One row per drive, in the order of the walk, each as long as the shortest that is told of: all in one scale. What is
 * missing has no bytes to draw; its row is as long as the others.
 */
export function stripRows(strip: readonly StripPart[]): readonly StripRow[] {
  const there = Map.groupBy(strip.filter(isThere), (part) => part.drive);
  const shownBytes = there.size === 0 ? 1 : Math.min(...[...there.values()].map(bytesOf));
  return [...Map.groupBy(strip, (part) => part.drive)].map(([drive, parts]) => {
    const shown = cut(parts, shownBytes);
    return { drive, totalBytes: bytesOf(shown), ...runsOf(shown, shownBytes), totals: totalsOf(shown) };
  });
}

/** The first bytes of a row. */
function cut(parts: readonly StripPart[], mostBytes: number): readonly StripPart[] {
  let left = mostBytes;
  return parts.flatMap((part) => {
    const lengthBytes = isThere(part) ? Math.min(left, part.lengthBytes) : left;
    left -= lengthBytes;
    return lengthBytes === 0 ? [] : [{ ...part, lengthBytes }];
  });
}

function isThere({ kind }: StripPart): boolean {
  return kind !== 'missing';
}

function bytesOf(parts: readonly StripPart[]): number {
  return parts.reduce((sum, part) => sum + part.lengthBytes, 0);
}

function totalsOf(parts: readonly StripPart[]): StripRow['totals'] {
  return [...Map.groupBy(parts, (part) => part.kind)].map(([kind, members]) => ({
    kind,
    count: members.length,
    lengthBytes: bytesOf(members),
  }));
}

/** Up to `MOST_RUNS` pieces are drawn as they are; more are gathered until they can be seen, each heap by what most of it is. */
function runsOf(
  parts: readonly StripPart[],
  longest: number,
): { readonly runs: readonly StripRun[]; readonly isMerged: boolean } {
  const isMerged = parts.length > MOST_RUNS;
  const pieces = isMerged ? gathered(parts, longest / MOST_RUNS) : parts;
  const runs: { kind: StripKind; lengthBytes: number }[] = [];
  for (const { kind, lengthBytes } of pieces) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.lengthBytes += lengthBytes;
    else runs.push({ kind, lengthBytes });
  }
  return { runs: runs.map((run) => ({ ...run, share: run.lengthBytes / longest })), isMerged };
}

function gathered(
  parts: readonly StripPart[],
  leastBytes: number,
): readonly { readonly kind: StripKind; readonly lengthBytes: number }[] {
  const heaps: { kind: StripKind; lengthBytes: number }[] = [];
  let weights = new Map<StripKind, number>();
  const close = (): void => {
    const [heaviest] = [...weights].toSorted((a, b) => b[1] - a[1]);
    const lengthBytes = [...weights.values()].reduce((sum, bytes) => sum + bytes, 0);
    if (heaviest !== undefined) heaps.push({ kind: heaviest[0], lengthBytes });
    weights = new Map();
  };
  let inHeap = 0;
  for (const { kind, lengthBytes } of parts) {
    weights.set(kind, (weights.get(kind) ?? 0) + lengthBytes);
    inHeap += lengthBytes;
    if (inHeap < leastBytes) continue;
    close();
    inHeap = 0;
  }
  close();
  return heaps;
}
