import { expect, test } from 'vitest';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { wordsOf } from './operation-words.ts';

const up: OperationSnapshot = {
  id: '1',
  name: 'labs.up',
  title: 'Bringing up first-lab',
  lab: 'first-lab',
  state: 'running',
  startedAt: '2026-11-21T09:41:12.000Z',
};

test('an operation is called what it does, and once it failed, what did not happen', () => {
  expect(wordsOf(up).heading).toBe('Bringing up first-lab');
  expect(wordsOf({ ...up, state: 'failed' }).heading).toBe('first-lab did not come up');
  expect(wordsOf({ ...up, state: 'cancelled' }).heading).toBe('Bringing up first-lab');
});

test('cancel says what is kept where programs are built', () => {
  const step = { id: 'a', title: 'Build kes', group: 'Components', state: 'running' } as const;
  const progress = { title: up.title, steps: [step], fraction: 0, elapsedMs: 0 };
  expect(wordsOf({ ...up, progress }).cancel).toBe('Cancel, keep what was built');
  expect(wordsOf(up).cancel).toBe('Cancel');
});

test('an operation that the page does not know keeps its own title', () => {
  expect(wordsOf({ ...up, name: 'actions.run', title: 'Seal Vault', state: 'failed' }).heading).toBe(
    'Seal Vault',
  );
});
