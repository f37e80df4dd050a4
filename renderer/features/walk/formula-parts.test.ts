import { expect, test } from 'vitest';
import { formulaParts } from './formula-parts.ts';
import { step, value } from './testing/sample-step.ts';

const WRAPPING = step('kek', {
  formula: 'key encryption key = HMAC-SHA256(data key, IV ‖ "SSE-S3" ‖ path)',
  inputs: [value('data', { name: 'data key' }), value('iv', { name: 'IV' }), value('path')],
  outputs: [value('kek', { name: 'key encryption key' })],
});

test('the parts of a formula joined give it again, and each name finds its value', () => {
  const parts = formulaParts(WRAPPING);
  expect(parts.map((part) => part.text).join('')).toBe(WRAPPING.formula);
  expect(parts.flatMap((part) => part.value?.id ?? [])).toEqual(['kek', 'data', 'iv', 'path']);
});

test('a name inside another word is no name', () => {
  const parts = formulaParts(step('kek', { formula: 'IVY and IV', inputs: [value('iv', { name: 'IV' })] }));
  expect(parts.map((part) => [part.text, part.value?.id])).toEqual([
    ['IVY and ', undefined],
    ['IV', 'iv'],
  ]);
});

test('a name with signs of a pattern is taken as it is', () => {
  const parts = formulaParts(
    step('kek', {
      formula: 'open(key (1), a.b)',
      inputs: [value('k', { name: 'key (1)' }), value('d', { name: 'a.b' })],
    }),
  );
  expect(parts.flatMap((part) => part.value?.id ?? [])).toEqual(['k', 'd']);
});
