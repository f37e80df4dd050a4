import { expect, test } from 'vitest';
import { folderOf, foldersTo, nameOf } from './places.ts';

test('a key lies in its folder, and a folder in the one above', () => {
  expect(['a.txt', '2026/a.txt', '2026/03/', '2026/'].map(folderOf)).toEqual(['', '2026/', '2026/', '']);
  expect(['a.txt', '2026/a.txt', '2026/03/'].map(nameOf)).toEqual(['a.txt', 'a.txt', '03/']);
});

test('the way to a prefix names each folder, outermost first', () => {
  expect(foldersTo('2026/03/')).toEqual(['2026/', '2026/03/']);
  expect(foldersTo('2026/le')).toEqual(['2026/']);
  expect(foldersTo('')).toEqual([]);
});

test('empty folder names are folders too', () => {
  expect(foldersTo('a//b/')).toEqual(['a/', 'a//', 'a//b/']);
});
