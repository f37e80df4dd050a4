import { expect, test } from 'vitest';
import type { ObjectRow } from '#shared/contract/objects.ts';
import { NO_ROWS, rowKey, rowsOf, sliceRows, withPage } from './list-rows.ts';

function row(key: string, versionId?: string): ObjectRow {
  return {
    key,
    sizeBytes: 1,
    modifiedAt: '',
    etag: '',
    isLatest: true,
    isDeleteMarker: false,
    ...(versionId === undefined ? {} : { versionId }),
  };
}

const names = (page: Parameters<typeof rowsOf>[0]): readonly string[] =>
  rowsOf(page).map((line) => (line.kind === 'folder' ? line.prefix : line.object.key));

test('folders stand among the objects by name', () => {
  expect(names({ rows: [row('a.txt'), row('c.txt')], prefixes: ['0/', 'b/', 'd/'] })).toEqual([
    '0/',
    'a.txt',
    'b/',
    'c.txt',
    'd/',
  ]);
});

test('a page of folders alone, and an empty one', () => {
  expect(names({ rows: [], prefixes: ['a/', 'b/'] })).toEqual(['a/', 'b/']);
  expect(names({ rows: [], prefixes: [] })).toEqual([]);
});

test('versions of a key stay in their order, and each has a name of its own', () => {
  const lines = rowsOf({ rows: [row('a', '2'), row('a', '1')], prefixes: [] });
  expect(lines.map(rowKey)).toEqual(['2 a', '1 a']);
});

test('lines are taken across pages, and none beside them', () => {
  const page = (...keys: string[]) => rowsOf({ rows: keys.map((key) => row(key)), prefixes: [] });
  const rows = [page('a', 'b', 'c'), page(), page('d'), page('e', 'f')].reduce(withPage, NO_ROWS);
  const taken = (first: number, end: number): string =>
    sliceRows(rows, first, end)
      .map((line) => (line.kind === 'object' ? line.object.key : ''))
      .join('');
  expect(rows.length).toBe(6);
  expect([taken(0, 6), taken(2, 5), taken(3, 4), taken(5, 99), taken(6, 9)]).toEqual([
    'abcdef',
    'cde',
    'd',
    'f',
    '',
  ]);
});
