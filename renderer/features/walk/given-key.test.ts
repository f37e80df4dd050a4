import { expect, test } from 'vitest';
import { givenInput, missingKind, readGivenKey } from './given-key.ts';
import { step } from './testing/sample-step.ts';

const BYTES = Uint8Array.from({ length: 32 }, (_, index) => 7 * index + 1);
const BASE64 = btoa(String.fromCharCode(...BYTES));
const HEX = [...BYTES].map((byte) => byte.toString(16).padStart(2, '0')).join('');

test.each([
  ['base64', BASE64, BASE64],
  ['base64 as mc takes it, without padding', BASE64.replace('=', ''), BASE64],
  ['hex', HEX.toUpperCase(), BASE64],
  ['hex with a line end', `${HEX}\n`, BASE64],
  ['a text of 32 characters', '32byteslongsecretkeymustbegiven1', btoa('32byteslongsecretkeymustbegiven1')],
])('a customer key is read from %s', (_form, text, value) => {
  expect(readGivenKey('customer', text)).toMatchObject({ key: { kind: 'customer', value } });
});

test.each(['', 'short', BASE64.slice(1), `${HEX}00`, `${BASE64}=`, 'ü'.repeat(32)])(
  'no customer key is read from “%s”',
  (text) => {
    expect(readGivenKey('customer', text)).toHaveProperty('problem');
  },
);

test.each([
  `my-key:${BASE64}`,
  `MINIO_KMS_SECRET_KEY=my-key:${BASE64}`,
  `export MINIO_KMS_SECRET_KEY="my-key:${BASE64}"`,
])('a built-in key is read from %s', (text) => {
  expect(readGivenKey('builtin', text)).toEqual({
    key: { kind: 'builtin', value: `my-key:${BASE64}` },
    readAs: 'The key my-key, 32 bytes.',
  });
});

test.each(['', BASE64, `:${BASE64}`, `my-key:${BASE64.slice(1)}`, `my key:${BASE64}`, `"my-key:${BASE64}'`])(
  'no built-in key is read from %s',
  (text) => {
    expect(readGivenKey('builtin', text)).toHaveProperty('problem');
  },
);

test('a given key goes with the walk under its own name', () => {
  expect(givenInput(undefined)).toEqual({});
  expect(givenInput({ kind: 'customer', value: 'a' })).toEqual({ customerKeyValue: 'a' });
  expect(givenInput({ kind: 'builtin', value: 'a' })).toEqual({ kmsSecretKey: 'a' });
});

test('a key is asked for only where the walk stops for the lack of one', () => {
  const failed = { state: 'failed' } as const;
  expect(missingKind('sse-c', step('kek', failed))).toBe('customer');
  expect(missingKind('sse-c', step('object-key', failed))).toBe('customer');
  const refused = (status: number) =>
    step('data-key', { ...failed, error: { code: 'kes-error', message: 'No.', details: { status } } });
  expect(missingKind('sse-s3', refused(400))).toBe('builtin');
  expect(missingKind('sse-kms', refused(404))).toBe('builtin');
  expect(missingKind('sse-s3', refused(502))).toBeUndefined();
  expect(missingKind('sse-s3', step('data-key', failed))).toBeUndefined();
  expect(missingKind('sse-s3', step('data-key-offline', failed))).toBeUndefined();
  expect(missingKind('sse-s3', step('data-key-offline', failed), 'builtin')).toBe('builtin');
  expect(missingKind('sse-s3', step('object-key', failed))).toBeUndefined();
  expect(missingKind('sse-c', step('bitrot', failed))).toBeUndefined();
  expect(missingKind('sse-c', step('kek'))).toBeUndefined();
});
