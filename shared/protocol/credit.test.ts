import { expect, test } from 'vitest';
import { StreamCredit } from './credit.ts';

test('a taker waits until there is credit', async () => {
  const credit = new StreamCredit(new AbortController().signal);
  const taken: number[] = [];
  const taking = credit.take().then((sequence) => taken.push(sequence));
  await settled();
  expect(taken).toEqual([]);
  credit.add(1);
  await taking;
  expect(taken).toEqual([0]);
});

test('takers that wait at the same time are all served, in order', async () => {
  const credit = new StreamCredit(new AbortController().signal);
  const taken: string[] = [];
  const all = Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      const sequence = await credit.take();
      taken.push(`${name}${sequence}`);
    }),
  );
  credit.add(1);
  await settled();
  expect(taken).toEqual(['a0']);
  credit.add(2);
  await all;
  expect(taken).toEqual(['a0', 'b1', 'c2']);
});

test('a taker that comes later does not overtake one that waits', async () => {
  const credit = new StreamCredit(new AbortController().signal);
  const taken: string[] = [];
  const first = credit.take().then((sequence) => taken.push(`first ${sequence}`));
  credit.add(2);
  const second = credit.take().then((sequence) => taken.push(`second ${sequence}`));
  await Promise.all([first, second]);
  expect(taken).toEqual(['first 0', 'second 1']);
});

test('an abort ends every taker with cancelled, even if there is credit left', async () => {
  const controller = new AbortController();
  const credit = new StreamCredit(controller.signal);
  const takers = [credit.take(), credit.take()];
  controller.abort();
  credit.add(5);
  const results = await Promise.allSettled([...takers, credit.take()]);
  expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual([
    'cancelled',
    'cancelled',
    'cancelled',
  ]);
});

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
