import { expect, test } from 'vitest';
import { firstWords } from './download.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the first line of a text is what is searched for, at most 24 characters', () => {
  expect(firstWords(bytes('Dear Ms Okafor,\nthe invoice'))).toBe('Dear Ms Okafor,');
  expect(firstWords(bytes('x'.repeat(100)))).toBe('x'.repeat(24));
  expect(firstWords(bytes('Grüße aus Zürich, 数据'))).toBe('Grüße aus Zürich, 数据');
});

test('bytes that are no text give nothing to search for', () => {
  expect(firstWords(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]))).toBeUndefined();
  expect(firstWords(bytes('ab\n'))).toBeUndefined();
  expect(firstWords(new Uint8Array())).toBeUndefined();
});
