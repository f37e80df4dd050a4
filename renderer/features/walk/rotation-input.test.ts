import { expect, test } from 'vitest';
import { narrowed, startOf } from './rotation-input.ts';

const inputs = [
  { name: 'bucket', isOptional: false },
  { name: 'object', isOptional: false },
  { name: 'encryption', isOptional: false, choices: ['sse-s3', 'sse-kms'] },
  { name: 'key', isOptional: true },
];

test('an action begins with the object and how it is encrypted', () => {
  const object = { bucket: 'a', key: 'b.txt', encryption: 'sse-kms' as const, keyName: 'my-key' };
  expect(startOf({ inputs }, object)).toEqual({
    bucket: 'a',
    object: 'b.txt',
    encryption: 'sse-kms',
    key: 'my-key',
  });
});

test('the name of an object is never taken for that of a KES key', () => {
  expect(startOf({ inputs }, { bucket: 'a', key: 'b.txt', encryption: 'sse-s3' })).not.toHaveProperty('key');
});

test('an encryption that the action does not offer is left to the person', () => {
  expect(startOf({ inputs }, { bucket: 'a', key: 'b', encryption: 'none' })).toEqual({
    bucket: 'a',
    object: 'b',
  });
});

test('an action asks only for what the encryption of the object needs', () => {
  const action = {
    id: 'object.rewrap',
    title: '',
    inputs: [...inputs, { name: 'customerKey', isOptional: true }],
  };
  const asked = (mode: 'sse-s3' | 'sse-kms' | 'sse-c') =>
    narrowed(action, mode).inputs.map(({ name }) => name);
  expect(asked('sse-s3')).toEqual(['bucket', 'object', 'encryption']);
  expect(asked('sse-kms')).toEqual(['bucket', 'object', 'encryption', 'key']);
  expect(asked('sse-c')).toEqual(['bucket', 'object', 'encryption', 'customerKey']);
});
