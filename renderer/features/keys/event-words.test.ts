import { expect, test } from 'vitest';
import { shortHop, tookWords } from './event-words.ts';

test('a cell leaves out what the head of its column says', () => {
  expect(shortHop({ text: 'MinIO asks KES to decrypt with my-key' })).toBe('decrypt with my-key');
  expect(shortHop({ text: 'Vault is not asked: KES has the key in its cache' })).toBe(
    'not asked: KES has the key in its cache',
  );
  expect(shortHop({ text: 'KES reads kv/my-key from Vault' })).toBe('KES reads kv/my-key from Vault');
});

test('a time is said as finely as it matters', () => {
  expect([0.412, 12.4, 1_234].map((tookMs) => tookWords({ tookMs }))).toEqual(['0.4 ms', '12 ms', '1.2 s']);
  expect(tookWords({})).toBe('');
});
