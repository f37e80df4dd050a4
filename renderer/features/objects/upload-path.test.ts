import { expect, test } from 'vitest';
import { pathOf } from './upload-path.ts';

test('a file from a dropped folder keeps the path inside of it', () => {
  expect(pathOf({ name: 'a.txt', path: '/letters/2026/a.txt' })).toBe('letters/2026/a.txt');
  expect(pathOf({ name: 'a.txt', path: './a.txt' })).toBe('a.txt');
  expect(pathOf({ name: 'a.txt', webkitRelativePath: 'letters/a.txt' })).toBe('letters/a.txt');
  expect(pathOf({ name: 'a.txt', webkitRelativePath: '' })).toBe('a.txt');
});
