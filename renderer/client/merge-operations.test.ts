import { expect, test } from 'vitest';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { mergeOperations } from './merge-operations.ts';

const T0 = Date.parse('2026-11-21T09:41:00.000Z');

function operation(id: string, afterMs: number, change: Partial<OperationSnapshot> = {}): OperationSnapshot {
  const startedAt = new Date(T0 + afterMs).toISOString();
  return { id, name: 'labs.up', title: id, lab: 'first-lab', state: 'running', startedAt, ...change };
}

test('an operation that this window started is shown once the feed tells of it only once', () => {
  expect(mergeOperations([operation('fed', 20)], [operation('own', 0)]).map(({ id }) => id)).toEqual(['fed']);
});

test('an own operation is shown until the feed tells of it', () => {
  expect(mergeOperations([], [operation('own', 0)]).map(({ id }) => id)).toEqual(['own']);
});

test('an older run of the same kind does not hide a new one', () => {
  const merged = mergeOperations([operation('old', -60_000, { state: 'failed' })], [operation('own', 0)]);
  expect(merged.map(({ id }) => id)).toEqual(['own', 'old']);
});

test('the same on another lab is another operation', () => {
  const merged = mergeOperations([operation('other', 20, { lab: 'four-nodes' })], [operation('own', 0)]);
  expect(merged.map(({ id }) => id)).toEqual(['other', 'own']);
});
