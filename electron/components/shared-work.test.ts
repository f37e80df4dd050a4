import { expect, test } from 'vitest';
import type { OperationContext, StepReport } from '#core/ports/operation-context.ts';
import { SharedWork, Slots } from './shared-work.ts';

function caller(): { stop: AbortController; reports: StepReport[]; context: OperationContext } {
  const stop = new AbortController();
  const reports: StepReport[] = [];
  return { stop, reports, context: { signal: stop.signal, report: (report) => reports.push(report) } };
}

/** Work that ends when told to, or when it is cancelled. */
class OpenWork {
  starts = 0;
  cancels = 0;
  finish: (result: string) => void = () => {};
  report: (report: StepReport) => void = () => {};

  readonly work = (context: OperationContext): Promise<string> =>
    new Promise((resolve, reject) => {
      this.starts += 1;
      this.finish = resolve;
      this.report = context.report;
      context.signal.addEventListener('abort', () => {
        this.cancels += 1;
        setTimeout(() => reject(new Error('stopped')), 20);
      });
    });
}

test('two callers share one piece of work, and a late one sees where it stands', async () => {
  const shared = new SharedWork<string>();
  const state = new OpenWork();
  const [first, second] = [caller(), caller()];
  const one = shared.run('a', first.context, state.work);
  state.report({ detail: 'half' });
  const two = shared.run('a', second.context, state.work);
  state.report({ detail: 'nearly' });
  state.finish('done');
  expect(await Promise.all([one, two])).toEqual(['done', 'done']);
  expect(state.starts).toBe(1);
  expect(first.reports).toEqual([{ detail: 'half' }, { detail: 'nearly' }]);
  expect(second.reports).toEqual([{ detail: 'half' }, { detail: 'nearly' }]);
});

test('one caller leaves without stopping the others', async () => {
  const shared = new SharedWork<string>();
  const state = new OpenWork();
  const [first, second] = [caller(), caller()];
  const one = shared.run('a', first.context, state.work);
  const two = shared.run('a', second.context, state.work);
  first.stop.abort();
  await expect(one).rejects.toMatchObject({ code: 'cancelled' });
  state.finish('done');
  expect(await two).toBe('done');
  expect(state.cancels).toBe(0);
});

test('the work is cancelled when the last caller leaves, who waits for its end', async () => {
  const shared = new SharedWork<string>();
  const state = new OpenWork();
  const [first, second] = [caller(), caller()];
  const both = [shared.run('a', first.context, state.work), shared.run('a', second.context, state.work)];
  first.stop.abort();
  second.stop.abort();
  for (const each of both) await expect(each).rejects.toMatchObject({ code: 'cancelled' });
  expect(state.cancels).toBe(1);
});

test('who comes while cancelled work winds down gets new work', async () => {
  const shared = new SharedWork<string>();
  const state = new OpenWork();
  const [first, second] = [caller(), caller()];
  const one = shared.run('a', first.context, state.work);
  first.stop.abort();
  await expect.poll(() => state.cancels).toBe(1);
  const two = shared.run('a', second.context, state.work);
  await expect(one).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(() => state.starts).toBe(2);
  state.finish('new');
  expect(await two).toBe('new');
});

test('a failure reaches every caller, and the next one tries again', async () => {
  const shared = new SharedWork<string>();
  const fail = (): Promise<string> => Promise.reject(new Error('broken'));
  const both = [shared.run('a', caller().context, fail), shared.run('a', caller().context, fail)];
  for (const each of both) await expect(each).rejects.toThrow('broken');
  expect(await shared.run('a', caller().context, () => Promise.resolve('whole'))).toBe('whole');
});

test('slots go in the order in which they were asked for, and a cancelled asker is passed over', async () => {
  const slots = new Slots(2);
  const signal = new AbortController().signal;
  const held = [await slots.take(signal), await slots.take(signal)];
  const order: string[] = [];
  const stop = new AbortController();
  const third = slots.take(signal).then((slot) => (order.push('third'), slot));
  const leaving = slots.take(stop.signal, () => order.push('waits'));
  const fifth = slots.take(signal).then((slot) => (order.push('fifth'), slot));
  stop.abort();
  await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
  held[0]?.[Symbol.dispose]();
  await third;
  expect(order).toEqual(['waits', 'third']);
  held[1]?.[Symbol.dispose]();
  (await fifth)[Symbol.dispose]();
  expect(order).toEqual(['waits', 'third', 'fifth']);
});
