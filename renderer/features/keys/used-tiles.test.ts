import { expect, test } from 'vitest';
import { sampleUse } from './testing/sample-keys.ts';
import { usedTiles } from './used-tiles.ts';

function kindsOf(request: string, edges: string[]): readonly string[] {
  return usedTiles(sampleUse('a', { request, edges }), undefined).map(({ kind }) => kind);
}

const WAY = ['kes:my-key>bucket:a', 'bucket:a>objects:a'];

test('a read goes from the KES key over data key and object key to plaintext', () => {
  expect(kindsOf('GET a/b.txt', WAY)).toEqual(['kes-key', 'data-key', 'object-key', 'plaintext']);
});

test('a write ends in ciphertext', () => {
  expect(kindsOf('PUT a/b.txt', WAY)).toEqual(['kes-key', 'data-key', 'object-key', 'ciphertext']);
});

test('a key that is not the default of the bucket needs both keys too', () => {
  expect(kindsOf('PUT a/b.txt', ['kes:other>objects:a'])).toEqual([
    'kes-key',
    'data-key',
    'object-key',
    'ciphertext',
  ]);
});

test('a key that comes into the cache goes from the keyring over its entry', () => {
  expect(kindsOf('KES puts my-key into its cache', ['keyring>kv:my-key', 'kv:my-key>kes:my-key'])).toEqual([
    'root-key',
    'ciphertext',
    'kes-key',
  ]);
});

test('several shares are one tile, root key and keyring are two', () => {
  const edges = ['share:1>root', 'share:2>root', 'share:3>root', 'root>keyring'];
  expect(kindsOf('Vault is unsealed', edges)).toEqual(['share', 'root-key', 'root-key']);
});

test('an event without edges used no key', () => {
  expect(kindsOf('HEAD a/b.txt', [])).toEqual([]);
});
