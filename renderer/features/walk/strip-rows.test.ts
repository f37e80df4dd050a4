import { expect, test } from 'vitest';
import type { StripPart } from '#shared/contract/walk.ts';
import { stripRows } from './strip-rows.ts';

const packages = (drive: string, count: number): StripPart[] =>
  Array.from({ length: count }, (): StripPart[] => [
    { kind: 'dare-header', drive, lengthBytes: 16 },
    { kind: 'ciphertext', drive, lengthBytes: 65_536 },
    { kind: 'tag', drive, lengthBytes: 16 },
  ]).flat();

test('every drive is a row, in the order of the walk, all as long as the shortest that is told of', () => {
  const rows = stripRows([
    ...packages('b', 4),
    ...packages('a', 2),
    { kind: 'missing', drive: 'c', lengthBytes: 2 ** 30 },
  ]);
  expect(rows.map((row) => [row.drive, row.totalBytes])).toEqual([
    ['b', 2 * 65_568],
    ['a', 2 * 65_568],
    ['c', 2 * 65_568],
  ]);
  for (const { runs } of rows) expect(runs.reduce((sum, run) => sum + run.share, 0)).toBeCloseTo(1);
});

test('few pieces are drawn as they are', () => {
  const [row] = stripRows(packages('a', 3));
  expect(row?.runs.map((run) => run.kind)).toEqual(
    Array.from({ length: 3 }, () => ['dare-header', 'ciphertext', 'tag']).flat(),
  );
  expect(row?.isMerged).toBe(false);
});

test('of a very large object no more pieces are drawn than can be seen, and no byte is lost', () => {
  const [row] = stripRows(packages('a', 16_384));
  expect(row?.isMerged).toBe(true);
  expect(row?.runs.map((run) => run.kind)).toEqual(['ciphertext']);
  expect(row?.runs[0]?.lengthBytes).toBe(16_384 * 65_568);
  expect(row?.totals).toEqual([
    { kind: 'dare-header', count: 16_384, lengthBytes: 16_384 * 16 },
    { kind: 'ciphertext', count: 16_384, lengthBytes: 2 ** 30 },
    { kind: 'tag', count: 16_384, lengthBytes: 16_384 * 16 },
  ]);
});

test('an object without data has no row', () => {
  expect(stripRows([])).toEqual([]);
});
