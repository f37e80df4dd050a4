import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import type { KesApi } from '#core/ports/services.ts';
import { Secret } from '#shared/secret.ts';
import { HttpsJson } from './https-json.ts';
import { createKesApi } from './kes-client.ts';
import { startLocalServer } from './testing/local-server.ts';
import { localTrust } from './testing/local-trust.ts';

const { ca, pair } = await localTrust();
const { signal } = new AbortController();

async function startKes(listener: RequestListener): Promise<AsyncDisposable & { readonly kes: KesApi }> {
  const server = await startLocalServer(pair, listener, { requestCert: true, ca: ca.certificatePem });
  const client = { certificatePem: pair.certificatePem, keyPem: new Secret(pair.keyPem) };
  const endpoint = new HttpsJson({
    server: { title: 'KES', url: server.url, errorCode: 'kes-error' },
    caPem: ca.certificatePem,
    client,
  });
  return {
    kes: createKesApi(endpoint),
    async [Symbol.asyncDispose]() {
      endpoint[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
function replying(status: number, body?: unknown): RequestListener {
  return (_request, response) =>
    response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body));
}

test('the status tells whether the key store is reachable', async () => {
  await using good = await startKes(replying(200, { version: '0.24.0', keystore_latency: 3, os: 'linux' }));
  expect(await good.kes.status(signal)).toEqual({
    version: '0.24.0',
    keystoreReachable: true,
    keystoreLatencyMs: 3,
  });
  await using bad = await startKes(replying(200, { version: '0.24.0', keystore_unreachable: true }));
  expect(await bad.kes.status(signal)).toEqual({
    version: '0.24.0',
    keystoreReachable: false,
    keystoreLatencyMs: undefined,
  });
});

test('a KES that was built from source has no version of its own', async () => {
  await using server = await startKes(replying(200, { version: '<unknown>', keystore_latency: 1 }));
  expect(await server.kes.status(signal)).toMatchObject({ version: undefined, keystoreReachable: true });
});

test('a refusal without a body is an error with the status', async () => {
  await using server = await startKes((_request, response) => {
    // KES announces a body and closes without sending it when a list fails.
    response.writeHead(502, { 'content-length': '33' });
    response.flushHeaders();
    response.socket?.end();
  });
  await expect(server.kes.listKeys(signal)).rejects.toMatchObject({ code: 'kes-error' });
  await using empty = await startKes(replying(502));
  await expect(empty.kes.listKeys(signal)).rejects.toMatchObject({
    code: 'kes-error',
    details: { status: 502, evidence: ['HTTP status 502 without a body'] },
  });
});

test('a missing permission names the path that the policy needs', async () => {
  await using server = await startKes(replying(403, { message: 'not authorized: insufficient permissions' }));
  await expect(server.kes.createKey('k', signal)).rejects.toMatchObject({
    code: 'unauthorized',
    fix: expect.stringContaining('/v1/key/create/k'),
    details: { evidence: ['not authorized: insufficient permissions'] },
  });
});

test('a list of more than 1024 names is complete although KES cannot continue one', async () => {
  const all = [
    ...Array.from({ length: 1500 }, (_, index) => `bench-${index}`),
    ...Array.from({ length: 30 }, (_, index) => `bench--${index}`),
    'A',
    '_under',
    'z',
    'zz',
  ].sort();
  let requests = 0;
  await using server = await startKes((request, response) => {
    requests += 1;
    const asked = (request.url ?? '').replace('/v1/key/list/', '');
    const prefix = asked === '*' ? '' : asked;
    const isValid = prefix !== '_' && !prefix.startsWith('-') && !prefix.endsWith('-');
    const names = all.filter((name) => name.startsWith(prefix));
    const body = names.length <= 1024 ? { names } : { names: names.slice(0, 1024), continue_at: names[1024] };
    response.writeHead(isValid ? 200 : 400).end(JSON.stringify(body));
  });
  expect(await server.kes.listKeys(signal)).toEqual(all);
  expect(requests).toBeLessThan(1000);
});

test('the audit log yields whole lines, however they are cut on the way', async () => {
  const parts = ['{"a":', '1}\n{"b":"', Buffer.from('ö'), '"}\n\n{"c":3}', '\n'];
  await using server = await startKes((_request, response) => {
    parts.forEach((part, index) => setTimeout(() => response.write(part), 20 * index));
  });
  const lines: string[] = [];
  const controller = new AbortController();
  for await (const line of server.kes.auditLog(controller.signal)) {
    lines.push(line);
    if (lines.length === 3) controller.abort();
  }
  expect(lines).toEqual(['{"a":1}', '{"b":"ö"}', '{"c":3}']);
});

test('leaving the audit log early closes its connection', async () => {
  let closed = (): void => undefined;
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  await using server = await startKes((_request, response) => {
    response.on('close', closed);
    response.write('{}\n');
  });
  for await (const line of server.kes.auditLog(signal)) {
    expect(line).toBe('{}');
    break;
  }
  await isClosed;
});

test('an audit log that KES ends is an error, one that was cancelled before is empty', async () => {
  await using server = await startKes((_request, response) => response.end('{}\n'));
  const lines = server.kes.auditLog(signal)[Symbol.asyncIterator]();
  expect(await lines.next()).toEqual({ done: false, value: '{}' });
  await expect(lines.next()).rejects.toMatchObject({ code: 'kes-error', details: { unreachable: true } });
  const never = server.kes.auditLog(AbortSignal.abort())[Symbol.asyncIterator]();
  expect(await never.next()).toEqual({ done: true, value: undefined });
});
