import { expect, test } from 'vitest';
import { rowsInSight } from './use-fixed-rows.ts';

test('only the rows in sight are drawn, with some beyond each edge', () => {
  const { from, to, abovePx, belowPx } = rowsInSight(
    { count: 2_000, rowPx: 29 },
    { topPx: 29_000, heightPx: 290 },
  );
  expect([from, to]).toEqual([990, 1_020]);
  expect(abovePx + (to - from) * 29 + belowPx).toBe(2_000 * 29);
});

test('a row that is in sight by a pixel only is drawn with as many beyond it', () => {
  const { from, to } = rowsInSight({ count: 2_000, rowPx: 34 }, { topPx: 3_399, heightPx: 342 });
  expect([from, to]).toEqual([89, 121]);
});

test('a list that became shorter than where it was scrolled to draws its end', () => {
  const sight = { topPx: 29_000, heightPx: 290 };
  expect(rowsInSight({ count: 5, rowPx: 29 }, sight)).toEqual({ from: 5, to: 5, abovePx: 145, belowPx: 0 });
  expect(rowsInSight({ count: 0, rowPx: 29 }, { topPx: 0, heightPx: 290 })).toMatchObject({
    from: 0,
    to: 0,
    abovePx: 0,
    belowPx: 0,
  });
});
