import { expect, test } from 'vitest';
import { contextText, headerWords, sortHeaders } from './header-words.ts';

test('encryption comes first, then the object, then what the server says of itself', () => {
  const names = ['server', 'etag', 'x-amz-request-id', 'x-amz-meta-author', 'x-amz-server-side-encryption'];
  expect(sortHeaders(names.map((name) => ({ name }))).map(({ name }) => name)).toEqual([
    'x-amz-server-side-encryption',
    'etag',
    'x-amz-meta-author',
    'server',
    'x-amz-request-id',
  ]);
});

test('the key’s name lights the field that stores it, whatever the case of the header', () => {
  const header = { name: 'X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id', value: 'arn:aws:kms:my-key' };
  expect(headerWords(header, 'sse-kms')).toMatchObject({ identity: 'kes', link: 'key-name' });
});

test('an ETag is explained by what the object is', () => {
  const words = (value: string, mode: Parameters<typeof headerWords>[1]): string =>
    headerWords({ name: 'ETag', value }, mode).meaning;
  expect(words('"c156-3"', 'sse-s3')).toContain('multipart');
  expect(words('"c156e15ea68fd899f6c0e3321a943876"', 'sse-s3')).toContain('MD5 of the plaintext');
  expect(words('"c156e15ea68fd899f6c0e3321a943876"', 'sse-kms')).toContain('no MD5');
  expect(words(`"${'20'.repeat(48)}"`, 'sse-kms')).toContain('Still sealed');
});

test('a context is shown as the JSON that it is, and anything else as it came', () => {
  expect(contextText('eyJjYXNlIjoiNDcxMSJ9')).toBe('{"case":"4711"}');
  expect([contextText('no base64!'), contextText('AAAA')]).toEqual([undefined, undefined]);
});
