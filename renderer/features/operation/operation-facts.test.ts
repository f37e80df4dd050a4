import { expect, test } from 'vitest';
import type { Progress, StepProgress } from '#shared/contract/progress.ts';
import {
  amountOf,
  groupCaption,
  groupSteps,
  headline,
  nowDoing,
  spokenProgress,
  stepDetail,
  stoppedAt,
  timeLeftMs,
} from './operation-facts.ts';

function step(id: string, change: Partial<StepProgress> = {}): StepProgress {
  return { id, title: `Step ${id}`, group: 'Vault', state: 'waiting', ...change };
}

const progress: Progress = {
  title: 'Bring up first-lab',
  fraction: 0.5,
  elapsedMs: 20_000,
  steps: [
    step('a', { state: 'done', startMs: 0, endMs: 900 }),
    step('b', { state: 'running', group: 'Components', startMs: 0 }),
    step('c'),
  ],
};

test('steps stand under their group, and components come first', () => {
  const groups = groupSteps(progress.steps);
  expect(groups.map((group) => [group.title, group.steps.map((one) => one.id)])).toEqual([
    ['Components', ['b']],
    ['Vault', ['a', 'c']],
  ]);
  expect(groups.map(groupCaption)).toEqual(['0 of 1', '1 of 2']);
});

test('the headline counts steps and tells the time left once it can be known', () => {
  expect(headline(progress, 20_000)).toBe('1 of 3 steps done · 0:20 so far · about 20 s left');
  expect(headline({ ...progress, fraction: 0.01 }, 20_000)).toBe('1 of 3 steps done · 0:20 so far');
  expect(headline(progress, 20_000, true)).toBe('1 of 3 steps done · stopped after 0:20');
});

test('time left is unknown at the start and at the end', () => {
  expect([timeLeftMs(0.5, 1000), timeLeftMs(0.01, 60_000), timeLeftMs(1, 60_000)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(timeLeftMs(0.25, 30_000)).toBe(90_000);
});

test('bytes and items are shown with their unit', () => {
  expect(amountOf(step('a', { done: 37_748_736, total: 130_023_424, unit: 'bytes' }))).toBe(
    '36 MiB of 124 MiB',
  );
  expect(amountOf(step('a', { done: 1214, total: 3200, unit: 'items' }))).toBe('1,214 of 3,200');
  expect(amountOf(step('a'))).toBeUndefined();
});

test('a running step shows its amount beside its detail, a finished one only what it did', () => {
  const running = step('a', { state: 'running', detail: 'compiling', done: 12, total: 40, unit: 'items' });
  expect(stepDetail(running)).toBe('12 of 40 · compiling');
  expect(stepDetail({ ...running, state: 'done', detail: '107 MiB' })).toBe('107 MiB');
});

test('what is spoken changes in steps of ten percent', () => {
  const operation = {
    id: '1',
    name: 'labs.up',
    title: 'Bring up',
    state: 'running',
    startedAt: '',
    progress,
  } as const;
  expect(spokenProgress(operation)).toBe('50 percent. Step b.');
  expect(spokenProgress({ ...operation, progress: { ...progress, fraction: 0.58 } })).toBe(
    spokenProgress(operation),
  );
});

test('the step an operation stopped at is counted as the list shows it', () => {
  const steps = progress.steps.map((one) => (one.id === 'b' ? { ...one, state: 'cancelled' as const } : one));
  const operation = {
    id: '1',
    name: 'labs.up',
    title: 'Bring up',
    state: 'cancelled',
    startedAt: '',
  } as const;
  expect(stoppedAt({ ...operation, progress: { ...progress, steps } })).toEqual({
    number: 1,
    title: 'Step b',
  });
});

test('more than two running steps are counted, not listed', () => {
  const steps = ['a', 'b', 'c', 'd'].map((id) => step(id, { state: 'running' }));
  expect(nowDoing({ ...progress, steps })).toBe('Step a · Step b · 2 more');
});
