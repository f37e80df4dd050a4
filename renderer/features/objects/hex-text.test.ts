import { expect, test } from 'vitest';
import { hexRow, marked, offsetText, parseOffset } from './hex-text.ts';

const bytes = new TextEncoder().encode('Dear Ms Okafor,\n');

test('a row has two columns of eight bytes and their characters', () => {
  expect(hexRow(bytes, 0)).toEqual({
    hex: '44 65 61 72 20 4d 73 20  4f 6b 61 66 6f 72 2c 0a',
    ascii: 'Dear Ms Okafor,.',
  });
});

test('bytes that begin inside a row stand where they are in it', () => {
  const whole = hexRow(bytes, 0);
  const rest = hexRow(bytes.subarray(12), 12);
  expect(rest.hex).toHaveLength(whole.hex.length);
  expect(rest.hex.trim()).toBe('6f 72 2c 0a');
  expect(rest.ascii).toBe('            or,.');
});

test('a hit is marked over exactly its bytes, also across the middle of the row', () => {
  const at = marked({ from: 0, to: 16 }, { from: 5, to: 10 });
  expect(hexRow(bytes, 0).hex.slice(at?.start, at?.end)).toBe('4d 73 20  4f 6b');
  expect(marked({ from: 16, to: 32 }, { from: 5, to: 10 })).toBeUndefined();
});

test('an offset is typed as a decimal or a hexadecimal number', () => {
  expect(['4096', '0x1000', ' 1 048 576 ', '00ff', 'ff', 'here', '', '0x'].map(parseOffset)).toEqual([
    4096,
    4096,
    1_048_576,
    255,
    255,
    undefined,
    undefined,
    undefined,
  ]);
});

test('all offsets of a file are as long as its last one', () => {
  expect([offsetText(32), offsetText(32, 2 ** 30)]).toEqual(['000020', '00000020']);
});
