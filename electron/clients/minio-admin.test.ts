import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { Secret } from '#shared/secret.ts';
import { prometheusToken, signedGetHeaders } from './minio-admin.ts';

const credentials = { rootUser: 'sealab-admin', rootPassword: new Secret('a password') };
const now = new Date('2026-11-21T09:41:12.345Z');

test('a signed request names who signed, for which day, and what', () => {
  const headers = signedGetHeaders(
    { host: '127.0.0.1:9000', path: '/minio/kms/v1/status' },
    credentials,
    now,
  );
  expect(headers['x-amz-date']).toBe('20261121T094112Z');
  expect(headers['authorization']).toMatch(
    /^AWS4-HMAC-SHA256 Credential=sealab-admin\/20261121\/us-east-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
  expect(JSON.stringify(headers)).not.toContain('a password');
});

test('another path, host, moment or password is another signature', () => {
  const base = { host: '127.0.0.1:9000', path: '/a' };
  const signature = (...input: Parameters<typeof signedGetHeaders>) =>
    signedGetHeaders(...input)['authorization'];
  const signatures = [
    signature(base, credentials, now),
    signature({ ...base, path: '/b' }, credentials, now),
    signature({ ...base, host: '127.0.0.1:9001' }, credentials, now),
    signature(base, credentials, new Date(now.getTime() + 1_000)),
    signature(base, { ...credentials, rootPassword: new Secret('another') }, now),
  ];
  expect(new Set(signatures).size).toBe(signatures.length);
});

test('the token of the metrics is a JWT by HS512 that ends after an hour', () => {
  const [head = '', claims = '', signature] = prometheusToken(credentials, now).split('.');
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  expect(read(head)).toEqual({ alg: 'HS512', typ: 'JWT' });
  expect(read(claims)).toEqual({ iss: 'prometheus', sub: 'sealab-admin', exp: 1795257672 });
  expect(signature).toBe(createHmac('sha512', 'a password').update(`${head}.${claims}`).digest('base64url'));
});
