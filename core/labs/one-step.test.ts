import { describe, expect, it } from 'vitest';
import type { Progress } from '#shared/contract/progress.ts';
import { cancelledError } from '#shared/errors.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { runOneStep } from './one-step.ts';

const step = { id: 'search', title: 'Read every file', group: 'Objects' };

function listen() {
  const told: Progress[] = [];
  const context = {
    signal: new AbortController().signal,
    report: (progress: Progress): void => void told.push(progress),
  };
  return { told, context };
}

describe('an operation with one step', () => {
  it('shows the step under its group, what it tells, and its end', async () => {
    const { told, context } = listen();
    const value = await runOneStep({ ports: { clock: new ManualClock() }, step }, context, async (inner) => {
      expect(inner.signal).toBe(context.signal);
      inner.report({ done: 1, total: 2 });
      return 'found';
    });
    expect(value).toBe('found');
    expect(told.map(({ title, fraction, steps }) => [title, fraction, steps[0]?.state])).toEqual([
      ['Read every file', 0, 'waiting'],
      ['Read every file', 0, 'running'],
      ['Read every file', 0.5, 'running'],
      ['Read every file', 1, 'done'],
    ]);
    expect(told[0]?.steps).toEqual([{ ...step, state: 'waiting' }]);
  });

  it.each([
    ['failed', new Error('no')],
    ['cancelled', cancelledError()],
  ])('ends %s with what the work throws', async (state, thrown) => {
    const { told, context } = listen();
    const run = runOneStep({ ports: { clock: new ManualClock() }, title: 'Searching', step }, context, () =>
      Promise.reject(thrown),
    );
    await expect(run).rejects.toBe(thrown);
    expect(told.at(-1)).toMatchObject({ title: 'Searching', steps: [{ state }] });
  });
});
