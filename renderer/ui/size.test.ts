import { expect, test } from 'vitest';
import { countOf, formatSize } from './size.ts';

test('a size has a binary unit and one digit only where it is small', () => {
  expect([0, 640, 2048, 2_202_010, 224_395_264, 1_181_116_006].map(formatSize)).toEqual([
    '0 bytes',
    '640 bytes',
    '2.0 KiB',
    '2.1 MiB',
    '214 MiB',
    '1.1 GiB',
  ]);
});

test('a count has the right plural', () => {
  expect([countOf(1, 'step'), countOf(3, 'step'), countOf(0, 'process', 'processes')]).toEqual([
    '1 step',
    '3 steps',
    '0 processes',
  ]);
});
