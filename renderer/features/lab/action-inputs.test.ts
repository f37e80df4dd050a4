import { expect, test } from 'vitest';
import { fieldsOf, inputOf } from './action-inputs.ts';

test('an action without fields is called without input', () => {
  expect(fieldsOf('vault.seal')).toEqual([]);
  expect(inputOf('vault.seal', { bucket: 'left-over' })).toEqual({});
});

test('fields start with values that work, and what is typed wins', () => {
  expect(inputOf('object.get', { object: 'a/b.txt' })).toEqual({ bucket: 'my-bucket', object: 'a/b.txt' });
});

test('an optional field is left out while it is empty', () => {
  expect(inputOf('bucket.encryption.set', {})).toEqual({ bucket: 'my-bucket', encryption: 'sse-s3' });
  expect(inputOf('bucket.encryption.set', { key: 'second-key' })).toHaveProperty('key', 'second-key');
});
