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
  expect(headerWords('X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id', 'arn:aws:kms:my-key')).toMatchObject({
    identity: 'kes',
    link: 'key-name',
  });
});

test('an ETag of parts is told from one of a whole object', () => {
  expect(headerWords('ETag', '"c156-3"').meaning).toContain('multipart');
  expect(headerWords('ETag', '"c156e15ea68fd899f6c0e3321a943876"').meaning).toContain('MD5 of the plaintext');
});

test('a context is shown as the JSON that it is, and anything else as it came', () => {
  expect(contextText('eyJjYXNlIjoiNDcxMSJ9')).toBe('{"case":"4711"}');
  expect([contextText('no base64!'), contextText('AAAA')]).toEqual([undefined, undefined]);
});
