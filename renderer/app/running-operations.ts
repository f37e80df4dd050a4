import type { OperationSnapshot } from '#shared/contract/progress.ts';
import type { Route } from './navigation.ts';

/** What is over at once would only flicker in the top bar. */
const SHOWN_AFTER_MS = 400;

/** The operations that run long enough to be told of, newest first. */
export function runningLong(list: readonly OperationSnapshot[], nowMs: number): readonly OperationSnapshot[] {
  return list.filter(
    ({ state, startedAt }) => state === 'running' && nowMs - Date.parse(startedAt) >= SHOWN_AFTER_MS,
  );
}

/** Reads and transfers change nothing of the lab as a whole: the page that asked for one shows it. */
export function showsItself({ name }: Pick<OperationSnapshot, 'name'>): boolean {
  return name.startsWith('inspector.') || name.startsWith('objects.');
}

/** The page that shows an operation with its steps. */
export function placeOfOperation({ name, lab }: Pick<OperationSnapshot, 'name' | 'lab'>): Route {
  if (lab !== undefined) return { page: showsItself({ name }) ? 'objects' : 'lab', name: lab };
  if (name.startsWith('components.') || name.startsWith('engines.')) return { page: 'components' };
  return name === 'labs.reset' ? { page: 'settings' } : { page: 'labs' };
}
