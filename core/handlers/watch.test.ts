import { describe, expect, it } from 'vitest';
import { OperationLog } from '../operations.ts';
import { ManualClock, settle } from '../testing/manual-clock.ts';
import { watch } from './watch.ts';

function watched<T>(look: () => Promise<T> | T) {
  const clock = new ManualClock();
  const operations = new OperationLog(clock);
  const controller = new AbortController();
  const published: T[] = [];
  let looks = 0;
  const watching = watch(
    {
      clock,
      operations,
      look: async () => {
        looks += 1;
        return await look();
      },
    },
    { signal: controller.signal, publish: (value) => void published.push(value) },
  );
  const operate = async (): Promise<void> =>
    await operations.run(
      { name: 'x', title: 'X' },
      { signal: controller.signal, report: () => undefined },
      async () => undefined,
    );
  return { clock, operations, controller, published, watching, operate, looks: () => looks };
}

describe('a watched state', () => {
  it('is published at once, again when it changes, and not when it stays', async () => {
    let state = { value: 1 };
    const { clock, controller, published, watching, looks } = watched(() => state);
    await settle();
    expect(published).toEqual([{ value: 1 }]);
    await clock.advance(5000);
    expect(looks()).toBe(2);
    expect(published).toHaveLength(1);
    state = { value: 2 };
    await clock.advance(4999);
    expect(published).toHaveLength(1);
    await clock.advance(1);
    expect(published).toEqual([{ value: 1 }, { value: 2 }]);
    controller.abort();
    await watching;
  });

  it('is looked at when an operation begins and when it ends', async () => {
    const { controller, watching, operate, looks } = watched(() => 1);
    await settle();
    await operate();
    await settle();
    expect(looks()).toBeGreaterThanOrEqual(2);
    controller.abort();
    await watching;
  });

  it('is looked at again when an operation ended while it was looked at', async () => {
    let state = 'old';
    let slow: (() => void) | undefined;
    const { controller, published, watching, operate } = watched(async () => {
      const seen = state;
      if (slow === undefined) await new Promise<void>((resolve) => (slow = resolve));
      return seen;
    });
    await settle();
    state = 'new';
    await operate();
    slow?.();
    await settle();
    expect(published).toEqual(['old', 'new']);
    controller.abort();
    await watching;
  });

  it('is not looked at any more when nobody watches', async () => {
    const { clock, controller, watching, operate, looks } = watched(() => 1);
    await settle();
    controller.abort();
    await watching;
    await operate();
    await clock.advance(60_000);
    expect(looks()).toBe(1);
    expect(clock.sleeping).toBe(0);
  });

  it('ends with the error of a look that failed', async () => {
    const { watching } = watched(() => {
      throw new Error('gone');
    });
    await expect(watching).rejects.toThrow('gone');
  });
});
