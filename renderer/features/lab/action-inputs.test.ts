import { expect, test } from 'vitest';
import { fieldsOf, inputOf } from './action-inputs.ts';

const bucket = { name: 'bucket', isOptional: false };
const encryption = { name: 'encryption', isOptional: false, choices: ['sse-s3', 'sse-kms'] };
const key = { name: 'key', isOptional: true };

test('an action without inputs asks for nothing and is called with nothing', () => {
  expect(fieldsOf({ inputs: [] })).toEqual([]);
  expect(inputOf({ inputs: [] }, { bucket: 'left-over' })).toEqual({});
});

test('what is not typed has a value that works at once', () => {
  const object = { name: 'object', isOptional: false };
  expect(inputOf({ inputs: [bucket, object] }, { object: 'a/b.txt' })).toEqual({
    bucket: 'my-bucket',
    object: 'a/b.txt',
  });
});

test('an optional input is left out while it is empty', () => {
  const inputs = [bucket, encryption, key];
  expect(inputOf({ inputs }, {})).toEqual({ bucket: 'my-bucket', encryption: 'sse-s3' });
  expect(inputOf({ inputs }, { key: 'second-key' })).toHaveProperty('key', 'second-key');
});

test('an input that this page has no words for is shown by its name', () => {
  expect(fieldsOf({ inputs: [{ name: 'region', isOptional: false }] })).toEqual([
    { name: 'region', isOptional: false, label: 'region', start: '' },
  ]);
});
