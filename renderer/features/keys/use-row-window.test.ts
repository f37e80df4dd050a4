import { expect, test } from 'vitest';
import { rowsInSight } from './use-row-window.ts';

test('only the rows in sight are drawn, with some beyond each edge', () => {
  const { from, to, abovePx, belowPx } = rowsInSight(2_000, 29_000, 290);
  expect([from, to]).toEqual([990, 1_020]);
  expect(abovePx + (to - from) * 29 + belowPx).toBe(2_000 * 29);
});

test('a list that became shorter than where it was scrolled to draws its end', () => {
  expect(rowsInSight(5, 29_000, 290)).toEqual({ from: 5, to: 5, abovePx: 145, belowPx: 0 });
  expect(rowsInSight(0, 0, 290)).toMatchObject({ from: 0, to: 0, abovePx: 0, belowPx: 0 });
});
