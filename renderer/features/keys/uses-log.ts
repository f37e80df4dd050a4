import type { KeyUse } from '#shared/contract/keys.ts';

/** What happened, or that something is missing at this place of the story. */
export type UsesEntry =
  | { readonly kind: 'use'; readonly id: string; readonly use: KeyUse }
  | { readonly kind: 'gap'; readonly id: string; readonly text: string };

/** The uses that were heard, oldest first, and how many there were since `sinceMs` (milliseconds since 1970). */
export interface UsesLog {
  readonly entries: readonly UsesEntry[];
  readonly total: number;
  readonly lost: number;
  readonly sinceMs: number;
}

/** What is older is forgotten, and the total still counts it. */
export const MOST_KEPT = 2_000;

export function emptyLog(sinceMs: number): UsesLog {
  return { entries: [], total: 0, lost: 0, sinceMs };
}

export interface UsesBatch {
  readonly uses: readonly KeyUse[];
  readonly lost: number;
}

/** The log with a batch at its end. A use that is there already is not told twice: a stream that begins anew tells its tail again. */
export function withBatch(log: UsesLog, { uses, lost }: UsesBatch): UsesLog {
  const known = new Set(log.entries.map(({ id }) => id));
  const fresh = uses.filter(({ id }) => !known.has(id));
  const gap: readonly UsesEntry[] =
    lost === 0 ? [] : [gapOf(log, `${countOf(lost)} lost here: they came faster than they were read`)];
  if (fresh.length === 0 && gap.length === 0) return log;
  return {
    ...log,
    entries: kept([
      ...log.entries,
      ...gap,
      ...fresh.map((use) => ({ kind: 'use', id: use.id, use }) as const),
    ]),
    total: log.total + fresh.length,
    lost: log.lost + lost,
  };
}

/** The log with a place where nobody listened. */
export function withGap(log: UsesLog, text: string): UsesLog {
  if (log.entries.length === 0 || log.entries.at(-1)?.kind === 'gap') return log;
  return { ...log, entries: kept([...log.entries, gapOf(log, text)]) };
}

/** The newest use that is no heartbeat and used a key. */
export function lastRequest({ entries }: UsesLog): KeyUse | undefined {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry?.kind === 'use' && !entry.use.isHeartbeat && entry.use.edges.length > 0) return entry.use;
  }
  return undefined;
}

/** A line of the list: a use, a gap, or heartbeats that follow each other as one. */
export type UsesRow =
  | UsesEntry
  | { readonly kind: 'fold'; readonly id: string; readonly uses: readonly KeyUse[] };

export interface RowsWanted {
  readonly foldsHeartbeats: boolean;
  /** Only uses of these edges; undefined for all. */
  readonly edges: ReadonlySet<string> | undefined;
}

/** The rows of the list, newest first. */
export function rowsOf({ entries }: UsesLog, { foldsHeartbeats, edges }: RowsWanted): readonly UsesRow[] {
  const rows: UsesRow[] = [];
  let folded: KeyUse[] = [];
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry === undefined || isOther(entry, edges)) continue;
    if (foldsHeartbeats && entry.kind === 'use' && entry.use.isHeartbeat) {
      if (folded.length === 0) rows.push({ kind: 'fold', id: entry.id, uses: folded });
      folded.push(entry.use);
      continue;
    }
    folded = [];
    rows.push(entry);
  }
  return rows.map(named);
}

/** How many uses were heard and are not kept any more. */
export function forgottenOf({ entries, total }: UsesLog): number {
  return total - entries.filter(({ kind }) => kind === 'use').length;
}

/** Named by its oldest, so that it stays the same row while it grows. */
function named(row: UsesRow): UsesRow {
  return row.kind === 'fold' ? { ...row, id: `fold ${row.uses.at(-1)?.id ?? row.id}` } : row;
}

function isOther(entry: UsesEntry, edges: ReadonlySet<string> | undefined): boolean {
  return edges !== undefined && entry.kind === 'use' && !entry.use.edges.some((edge) => edges.has(edge));
}

function gapOf({ total, entries }: UsesLog, text: string): UsesEntry {
  return { kind: 'gap', id: `gap ${total} ${entries.at(-1)?.id ?? ''}`, text };
}

function countOf(lost: number): string {
  return lost === 1 ? '1 event is' : `${lost.toLocaleString('en')} events are`;
}

function kept(entries: readonly UsesEntry[]): readonly UsesEntry[] {
  return entries.length > MOST_KEPT ? entries.slice(-MOST_KEPT) : entries;
}
