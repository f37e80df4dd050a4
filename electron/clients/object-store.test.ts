import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { ObjectStore } from '#core/ports/services.ts';
import { Secret } from '#shared/secret.ts';
import { HttpsJson } from './https-json.ts';
import { createObjectStore } from './object-store.ts';
import { startLocalServer } from './testing/local-server.ts';
import { localTrust } from './testing/local-trust.ts';
import { ThrowawayCa } from './testing/throwaway-certificates.ts';

const { ca, pair } = await localTrust();
const { signal } = new AbortController();
const body = new Uint8Array([1, 2, 3]);

interface Node extends AsyncDisposable {
  readonly store: ObjectStore;
}

async function startNode(listener: RequestListener, caPem = ca.certificatePem): Promise<Node> {
  const server = await startLocalServer(pair, (request, response) => {
    request.resume();
    listener(request, response);
  });
  const endpoint = new HttpsJson({
    server: { title: 'MinIO', url: server.url, errorCode: 's3-error' },
    caPem,
  });
  const store = createObjectStore(endpoint, {
    rootUser: 'root',
    rootPassword: new Secret('the-root-password'),
  });
  return {
    store,
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
function s3Error(status: number, code: string, message: string): RequestListener {
  const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return (_request, response) => response.writeHead(status, { 'content-type': 'application/xml' }).end(xml);
}

test("an error of the KMS keeps MinIO's code and words, and never the password", async () => {
  await using node = await startNode(
    s3Error(500, 'kms:DecryptionFailed', 'failed to decrypt ciphertext with KMS key'),
  );
  const refused: unknown = await node.store.get('b', 'k', signal).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 's3-error',
    message: expect.stringContaining('does not read b/k: kms:DecryptionFailed'),
    details: {
      serverCode: 'kms:DecryptionFailed',
      status: 500,
      evidence: ['failed to decrypt ciphertext with KMS key'],
    },
  });
  expect(inspect(refused, { depth: 3 })).not.toContain('the-root-password');
});

test.each([
  ['XMinioStorageFull', 507],
  ['InsufficientStorage', 507],
])('a full drive, told as %s, is disk-full with what to do, and is not tried again', async (code, status) => {
  let requests = 0;
  const answer = s3Error(status, code, 'Storage backend has reached its minimum free drive threshold.');
  await using node = await startNode((request, response) => {
    requests += 1;
    answer(request, response);
  });
  await expect(node.store.put('b', { key: 'o', body }, signal)).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('its drives are full'),
    fix: expect.stringContaining('Free some space'),
    details: { serverCode: code, status, evidence: [expect.stringContaining('minimum free drive')] },
  });
  expect(requests).toBe(1);
});

test('an error of HEAD, which has no body, is read from the headers', async () => {
  await using node = await startNode((_request, response) => {
    response
      .writeHead(403, { 'x-minio-error-code': 'kms:NotAuthorized', 'x-minio-error-desc': '"insufficient"' })
      .end();
  });
  await expect(node.store.head('b', 'k', signal)).rejects.toMatchObject({
    code: 's3-error',
    details: { serverCode: 'kms:NotAuthorized', evidence: ['insufficient'] },
  });
});

test('a write waits for a node that has just started', async () => {
  let requests = 0;
  const notReady = s3Error(
    503,
    'XMinioServerNotInitialized',
    'Server not initialized yet, please try again.',
  );
  await using node = await startNode((request, response) => {
    requests += 1;
    if (requests < 3) notReady(request, response);
    else response.end();
  });
  await node.store.put('b', { key: 'k', body }, signal);
  expect(requests).toBe(3);
});

test('a write that waits ends at once when it is cancelled', async () => {
  await using node = await startNode(s3Error(503, 'SlowDownWrite', 'Resource requested is unwritable'));
  const started = performance.now();
  await expect(node.store.put('b', { key: 'k', body }, AbortSignal.timeout(500))).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a read does not wait: its error is what a client of the lab sees', async () => {
  let requests = 0;
  const unreadable = s3Error(503, 'SlowDownRead', 'Resource requested is unreadable');
  await using node = await startNode((request, response) => {
    requests += 1;
    unreadable(request, response);
  });
  await expect(node.store.get('b', 'k', signal)).rejects.toMatchObject({
    details: { serverCode: 'SlowDownRead' },
  });
  expect(requests).toBe(1);
});

test('a node with a certificate of another CA is a TLS error', async () => {
  await using other = await ThrowawayCa.create();
  await using node = await startNode((_request, response) => response.end(), other.certificatePem);
  await expect(node.store.bucketExists('b', signal)).rejects.toMatchObject({
    code: 'tls-error',
    message: expect.stringContaining("not signed by the lab's CA"),
  });
});

test('cancelling ends a request that hangs, also half way through the body', async () => {
  await using silent = await startNode(() => undefined);
  await expect(silent.store.get('b', 'k', AbortSignal.timeout(300))).rejects.toMatchObject({
    code: 'cancelled',
  });
  await using half = await startNode((_request, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('12345');
  });
  await expect(half.store.get('b', 'k', AbortSignal.timeout(300))).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('a body that ends early is an error and not a short object', async () => {
  await using node = await startNode((_request, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('12345');
    setTimeout(() => response.socket?.destroy(), 50);
  });
  await expect(node.store.get('b', 'k', signal)).rejects.toMatchObject({ code: 's3-error' });
});

test('health counts a cluster without quorum as alive', async () => {
  await using node = await startNode(({ url }, response) => {
    response.writeHead(url === '/minio/health/live' ? 200 : 503, { 'x-minio-write-quorum': '3' }).end();
  });
  expect(await node.store.health(signal)).toEqual({ isLive: true, hasWriteQuorum: false, writeQuorum: 3 });
});
