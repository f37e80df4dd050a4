import { expect, test } from 'vitest';
import { splitKeyNames } from './split-key-names.ts';

test('the names of keys are found inside a sentence, and nothing of it is lost', () => {
  const parts = splitKeyNames('Sealed object key in xl.meta');
  expect(parts).toEqual([
    { text: 'Sealed ', kind: undefined },
    { text: 'object key', kind: 'object-key' },
    { text: ' in xl.meta', kind: undefined },
  ]);
});

test('a name at the start counts, whatever its case', () => {
  expect(splitKeyNames('Plaintext not found')[0]).toEqual({ text: 'Plaintext', kind: 'plaintext' });
});

test('a share keeps its number', () => {
  expect(splitKeyNames('Vault share 3')).toEqual([{ text: 'Vault share 3', kind: 'share' }]);
});

test('a sentence without names stays whole', () => {
  expect(splitKeyNames('Read back equals')).toEqual([{ text: 'Read back equals', kind: undefined }]);
});
