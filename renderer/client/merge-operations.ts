import type { OperationSnapshot } from '#shared/contract/progress.ts';

const CLOCK_SLACK_MS = 2000;

/**
 * One list of all operations, newest first. The feed wins: an own operation is left out as soon as the feed tells of
 * one with the same name and lab that started at the same moment or later.
 */
export function mergeOperations(
  fed: readonly OperationSnapshot[],
  own: readonly OperationSnapshot[],
): readonly OperationSnapshot[] {
  const unheard = own.filter((mine) => !fed.some((theirs) => isSameRun(mine, theirs)));
  return [...fed, ...unheard].toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** Whether both tell of one run. The clocks of page and program are those of one machine, or nearly so. */
export function isSameRun(mine: OperationSnapshot, theirs: OperationSnapshot): boolean {
  if (mine.name !== theirs.name || mine.lab !== theirs.lab) return false;
  return Date.parse(theirs.startedAt) >= Date.parse(mine.startedAt) - CLOCK_SLACK_MS;
}
