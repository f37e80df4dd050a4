import { createHash, createHmac } from 'node:crypto';
import type { ServiceCredentials } from '#core/ports/services.ts';

type Credentials = Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>;

const REGION = 'us-east-1';
const TOKEN_SECONDS = 3600;

/** Names and values as a signature wants them in a query: encoded, in the order of their names. */
export function canonicalQuery(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&');
}

/** The same for a GET without body. */
export function signedGetHeaders(
  { host, path, query = '' }: { readonly host: string; readonly path: string; readonly query?: string },
  credentials: Credentials,
  now: Date,
): Record<string, string> {
  return signedHeaders({ method: 'GET', host, path, query, body: '' }, credentials, now);
}

/**
 * The headers that sign a request by AWS Signature Version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html): what MinIO's admin API asks for.
 */
export function signedHeaders(
  {
    method,
    host,
    path,
    query,
    body,
  }: {
    readonly method: 'GET' | 'POST' | 'DELETE';
    readonly host: string;
    readonly path: string;
    readonly query: string;
    readonly body: string;
  },
  { rootUser, rootPassword }: Credentials,
  now: Date,
): Record<string, string> {
  const digest = createHash('sha256').update(body).digest('hex');
  const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const request = [
    method,
    path,
    query,
    `host:${host}`,
    `x-amz-content-sha256:${digest}`,
    `x-amz-date:${time}`,
    '',
    names,
    digest,
  ].join('\n');
  const scope = `${day}/${REGION}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(request).digest('hex')].join(
    '\n',
  );
  const keyOfDay = hmac(`AWS4${rootPassword.reveal()}`, day);
  const key = hmac(hmac(hmac(keyOfDay, REGION), 's3'), 'aws4_request');
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return {
    'x-amz-content-sha256': digest,
    'x-amz-date': time,
    authorization: `AWS4-HMAC-SHA256 Credential=${rootUser}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** The bearer token of `mc admin prometheus generate` (mc cmd/utils.go, getPrometheusToken): a JWT by HS512, here for an hour. */
export function prometheusToken({ rootUser, rootPassword }: Credentials, now: Date): string {
  const claims = { exp: Math.floor(now.getTime() / 1000) + TOKEN_SECONDS, sub: rootUser, iss: 'prometheus' };
  const body = [{ alg: 'HS512', typ: 'JWT' }, claims]
    .map((part) => base64Url(JSON.stringify(part)))
    .join('.');
  return `${body}.${createHmac('sha512', rootPassword.reveal()).update(body).digest('base64url')}`;
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function base64Url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
