import { expect, test } from 'vitest';
import type { StepProgress } from '#shared/contract/progress.ts';
import { spanOf, timelineUntil } from './timeline.ts';

const step: StepProgress = { id: 's', title: 'Start', group: 'Vault', state: 'running', startMs: 2000 };

test('the axis ends a little after now and has a few round ticks', () => {
  for (const untilMs of [0, 900, 5000, 41_000, 372_000, 5_000_000]) {
    const { axisMs, ticksMs } = timelineUntil(untilMs);
    expect(axisMs).toBeGreaterThan(untilMs);
    expect(ticksMs.length).toBeGreaterThan(1);
    expect(ticksMs.length).toBeLessThanOrEqual(6);
  }
  expect(timelineUntil(41_000).ticksMs).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
});

test('a running step reaches to now, an ended one to its end', () => {
  expect(spanOf(step, 6000, 8000)).toEqual({ from: 0.25, length: 0.5 });
  expect(spanOf({ ...step, state: 'done', endMs: 4000 }, 6000, 8000)).toEqual({ from: 0.25, length: 0.25 });
});

test('a step that has not started has no bar, and no bar leaves the axis', () => {
  const { startMs: _, ...waiting } = step;
  expect(spanOf(waiting, 6000, 8000)).toBeUndefined();
  expect(spanOf(step, 90_000, 8000)).toEqual({ from: 0.25, length: 0.75 });
});
