import { describe, expect, it } from 'vitest';
import type { Progress } from '#shared/contract/progress.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { OperationLog } from './operations.ts';
import { ManualClock } from './testing/manual-clock.ts';

const progress = (fraction: number): Progress => ({
  title: `at ${fraction}`,
  steps: [],
  fraction,
  elapsedMs: 0,
});

function caller(signal = new AbortController().signal) {
  const reported: Progress[] = [];
  return { signal, reported, report: (seen: Progress) => void reported.push(seen) };
}

describe('the log of operations', () => {
  it('shows an operation while it runs and after it ended', async () => {
    const log = new OperationLog(new ManualClock());
    const states: string[] = [];
    const stop = log.onChange((snapshots) =>
      states.push(snapshots.map((known) => `${known.id} ${known.state}`).join()),
    );
    const value = await log.run({ name: 'labs.up', title: 'Up', lab: 'first' }, caller(), async () => 42);
    expect(value).toBe(42);
    expect(states).toEqual(['labs.up-1 running', 'labs.up-1 done']);
    expect(log.snapshots[0]).toMatchObject({
      name: 'labs.up',
      lab: 'first',
      startedAt: '2026-11-21T10:00:00.000Z',
    });
    stop();
    await log.run({ name: 'x', title: 'X' }, caller(), async () => undefined);
    expect(states).toHaveLength(2);
  });

  it('keeps the error of one that failed, and throws it on', async () => {
    const log = new OperationLog(new ManualClock());
    const failing = log.run({ name: 'x', title: 'X' }, caller(), async () => {
      throw new SealabError('kes-error', 'no', { fix: 'do' });
    });
    await expect(failing).rejects.toMatchObject({ code: 'kes-error' });
    expect(log.snapshots[0]).toMatchObject({
      state: 'failed',
      error: { code: 'kes-error', message: 'no', fix: 'do' },
    });
  });

  it.each(['by its id', 'all together', 'by its caller'])('cancels one %s', async (how) => {
    const log = new OperationLog(new ManualClock());
    const controller = new AbortController();
    const running = log.run({ name: 'x', title: 'X' }, caller(controller.signal), async ({ signal }) => {
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(cancelledError()), { once: true }),
      );
    });
    if (how === 'by its id') expect(log.cancel('x-1')).toBe(true);
    else if (how === 'all together') void log.cancelAll();
    else controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(log.snapshots[0]).toMatchObject({ state: 'cancelled' });
    expect(log.snapshots[0]?.error).toBeUndefined();
    expect(log.cancel('x-1')).toBe(false);
  });

  it('tells progress at most every 80 ms, and the last one always', async () => {
    const clock = new ManualClock();
    const log = new OperationLog(clock);
    const { signal, reported, report } = caller();
    await log.run({ name: 'x', title: 'X' }, { signal, report }, async (context) => {
      for (let step = 0; step < 100; step += 1) {
        context.report(progress(step / 100));
        await clock.advance(10);
      }
      context.report(progress(1));
    });
    expect(reported.length).toBeLessThan(18);
    expect(reported.length).toBeGreaterThan(10);
    expect(reported.at(-1)?.fraction).toBe(1);
    expect(log.snapshots[0]).toMatchObject({ title: 'at 1', progress: { fraction: 1 } });
  });

  it('tells the last progress of one that failed', async () => {
    const log = new OperationLog(new ManualClock());
    const { signal, reported, report } = caller();
    const failing = log.run({ name: 'x', title: 'X' }, { signal, report }, async (context) => {
      context.report(progress(0));
      context.report(progress(0.5));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(reported.map((seen) => seen.fraction)).toEqual([0, 0.5]);
  });

  it('forgets old ones that ended, and never one that runs', async () => {
    const log = new OperationLog(new ManualClock());
    let end = (): void => undefined;
    const long = log.run(
      { name: 'long', title: 'L' },
      caller(),
      async () => await new Promise<void>((resolve) => (end = resolve)),
    );
    for (let index = 0; index < 60; index += 1)
      await log.run({ name: 'short', title: 'S' }, caller(), async () => index);
    expect(log.snapshots.length).toBeLessThanOrEqual(22);
    expect(log.snapshots.map((known) => known.id)).toEqual(expect.arrayContaining(['long-1', 'short-61']));
    end();
    await long;
  });
});
