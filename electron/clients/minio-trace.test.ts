import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { readTraceLine } from './minio-trace.ts';

/** A line as MinIO 2026-02-12 sends it, shortened. */
function line(part: {
  readonly funcname?: string;
  readonly path?: string;
  readonly status?: number;
  readonly headers?: Record<string, string[]>;
  readonly requestHeaders?: Record<string, string[]>;
  readonly body?: string;
}): string {
  return JSON.stringify({
    type: 4,
    nodename: '127.0.0.1:9000',
    funcname: part.funcname ?? 's3.GetObject',
    time: '2026-11-21T10:00:00.123456789Z',
    path: part.path ?? '/photos/a.txt',
    dur: 3_100_000,
    http: {
      request: { method: 'GET', headers: { 'User-Agent': ['mc'], ...part.requestHeaders } },
      response: { headers: part.headers ?? {}, statuscode: part.status ?? 200, body: part.body },
    },
  });
}

describe('a line of MinIO’s trace', () => {
  it('is read', () => {
    expect(readTraceLine(line({ headers: { 'X-Amz-Server-Side-Encryption': ['AES256'] } }))).toEqual({
      at: '2026-11-21T10:00:00.123Z',
      tookMs: 3.1,
      node: '127.0.0.1:9000',
      operation: 'GetObject',
      method: 'GET',
      bucket: 'photos',
      key: 'a.txt',
      status: 200,
      encryption: 'sse-s3',
      keyName: undefined,
      refusal: undefined,
      userAgent: 'mc',
      isLook: false,
    });
  });

  it.each([
    [
      {
        'X-Amz-Server-Side-Encryption': ['aws:kms'],
        'X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id': ['arn:aws:kms:my-key'],
      },
      { encryption: 'sse-kms', keyName: 'my-key' },
    ],
    [{ 'X-Amz-Server-Side-Encryption-Customer-Algorithm': ['AES256'] }, { encryption: 'sse-c' }],
    [{}, { encryption: undefined }],
  ])('with the headers %j tells the encryption', (headers, expected) => {
    expect(readTraceLine(line({ headers }))).toMatchObject(expected);
  });

  it.each([
    ['/photos/caf%C3%A9%20%26.txt', { bucket: 'photos', key: 'café &.txt' }],
    ['/photos/100%', { bucket: 'photos', key: '100%' }],
    ['/photos/', { bucket: 'photos', key: '' }],
    ['/', { bucket: '', key: '' }],
  ])('about %s names bucket and object', (path, expected) => {
    expect(readTraceLine(line({ path }))).toMatchObject(expected);
  });

  it('of a refused request has the server’s words', () => {
    const xml = '<Error><Code>kms:DecryptionFailed</Code><Message>failed to decrypt</Message></Error>';
    const body = Buffer.from(xml).toString('base64');
    expect(readTraceLine(line({ status: 500, body }))?.refusal).toBe(
      '500 kms:DecryptionFailed: failed to decrypt',
    );
    expect(readTraceLine(line({ status: 404 }))?.refusal).toBe('HTTP status 404');
  });

  it('lets no key of SSE-C and no signature out', () => {
    const requestHeaders = {
      'X-Amz-Server-Side-Encryption-Customer-Key': ['c2VjcmV0'],
      Authorization: ['AWS4-HMAC-SHA256 …'],
    };
    const text = JSON.stringify(readTraceLine(line({ requestHeaders })));
    expect(text).not.toContain('c2VjcmV0');
    expect(text).not.toContain('AWS4');
  });

  it('shows a look of Sealab’s own', () => {
    expect(readTraceLine(line({ requestHeaders: { 'User-Agent': ['sealab-look'] } }))?.isLook).toBe(true);
  });

  it.each(['', ' ', 'text', '{}', 'null', '[1]', line({ funcname: 'admin.Trace' }), line({}).slice(0, 80)])(
    '%j is none',
    (text) => {
      expect(readTraceLine(text)).toBeUndefined();
    },
  );
});
