import { expect, test } from 'vitest';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { placeOfOperation, runningLong } from './running-operations.ts';

const START = Date.parse('2026-11-21T10:00:00Z');

function operation(change: Partial<OperationSnapshot>): OperationSnapshot {
  return {
    id: '1',
    name: 'labs.up',
    title: 'Bringing up first-lab',
    state: 'running',
    startedAt: new Date(START).toISOString(),
    ...change,
  };
}

test('an operation is told of only once it runs for a moment', () => {
  const list = [operation({}), operation({ id: '2', state: 'done' })];
  expect(runningLong(list, START + 100)).toEqual([]);
  expect(runningLong(list, START + 900).map(({ id }) => id)).toEqual(['1']);
});

test('an operation leads to the page that shows its steps', () => {
  expect(placeOfOperation({ name: 'labs.up', lab: 'second' })).toEqual({ page: 'lab', name: 'second' });
  expect(placeOfOperation({ name: 'components.provision' })).toEqual({ page: 'components' });
  expect(placeOfOperation({ name: 'engines.removeImages' })).toEqual({ page: 'components' });
});
