import { expect, test } from 'vitest';
import { hexDump, hexLines, shortHex, textOf } from './hex-text.ts';

test('hex stands in groups of two bytes, eight bytes a line, and nothing of it is lost', () => {
  const hex = '36710664d61b9295e5425ff0';
  expect(hexLines(hex)).toEqual(['3671 0664 d61b 9295', 'e542 5ff0']);
  expect(hexLines('')).toEqual([]);
});

test('a long value is told by its beginning and its end', () => {
  expect(shortHex('36710664d61b9295e5425ff00d65fbfa9071')).toBe('3671 0664 d61b 9295 … fbfa 9071');
  expect(shortHex('36710664')).toBe('3671 0664');
});

test('bytes are text only where they are UTF-8 without control characters', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(textOf(bytes('Grüße\n\tan alle'), false)).toBe('Grüße\n\tan alle');
  expect(textOf(bytes('a\u0000b'), false)).toBeUndefined();
  expect(textOf(new Uint8Array([0xff, 0xfe]), false)).toBeUndefined();
});

test('a character that the end of a preview cuts does not make it binary', () => {
  const cut = new TextEncoder().encode('Grüße').subarray(0, 3);
  expect(textOf(cut, true)).toBe('Gr');
  expect(textOf(cut, false)).toBeUndefined();
});

test('a hex dump shows offset, bytes and ASCII', () => {
  expect(hexDump(new Uint8Array([0x20, 0, 0xff, 0x41]))).toBe(`000000  20 00 ff 41${' '.repeat(36)}   ..A`);
});
