import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Secret } from '#shared/secret.ts';
import { startLocalServer } from './testing/local-server.ts';
import { localTrust } from './testing/local-trust.ts';
import { ThrowawayCa } from './testing/throwaway-certificates.ts';
import { probeTls } from './tls-probe.ts';

const { ca, pair: good } = await localTrust();
const host = '127.0.0.1';
const { signal } = new AbortController();
const dateTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

test('a good listener is verified, by address and by name', async () => {
  await using server = await startLocalServer(good, () => undefined);
  const verified = { connects: true, verified: true, validUntil: dateTime, error: undefined };
  const caPem = ca.certificatePem;
  expect(await probeTls({ host, port: server.port, caPem }, signal)).toEqual(verified);
  expect(await probeTls({ host: 'localhost', port: server.port, caPem }, signal)).toEqual(verified);
});

test('an expired certificate is seen with the date of its end', async () => {
  await using server = await startLocalServer(await ca.issue('IP:127.0.0.1', -1), () => undefined);
  const probe = await probeTls({ host, port: server.port, caPem: ca.certificatePem }, signal);
  expect(probe).toEqual({
    connects: true,
    verified: false,
    validUntil: dateTime,
    error: 'CERT_HAS_EXPIRED: certificate has expired',
  });
  expect(Date.parse(probe.validUntil ?? '')).toBeLessThan(Date.now());
});

test('a certificate for another address, or of another CA, is not verified', async () => {
  await using elsewhere = await startLocalServer(await ca.issue('DNS:elsewhere.example'), () => undefined);
  expect(await probeTls({ host, port: elsewhere.port, caPem: ca.certificatePem }, signal)).toMatchObject({
    connects: true,
    verified: false,
    error: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
  });
  await using other = await ThrowawayCa.create();
  await using server = await startLocalServer(good, () => undefined);
  expect(await probeTls({ host, port: server.port, caPem: other.certificatePem }, signal)).toMatchObject({
    connects: true,
    verified: false,
    validUntil: dateTime,
  });
});

test('a listener that demands a client certificate is verified only with one', async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const options = { requestCert: true, ca: ca.certificatePem, minVersion: version, maxVersion: version };
    await using server = await startLocalServer(good, () => undefined, options);
    const address = { host, port: server.port, caPem: ca.certificatePem };
    expect(await probeTls(address, signal)).toMatchObject({
      connects: true,
      verified: false,
      error: expect.any(String),
    });
    const pair = await ca.issue('DNS:client');
    const client = { certificatePem: pair.certificatePem, keyPem: new Secret(pair.keyPem) };
    expect(await probeTls({ ...address, client }, signal)).toMatchObject({
      verified: true,
      error: undefined,
    });
  }
});

test('a closed port does not connect', async () => {
  const server = await startLocalServer(good, () => undefined);
  await server[Symbol.asyncDispose]();
  expect(await probeTls({ host, port: server.port, caPem: ca.certificatePem }, signal)).toEqual({
    connects: false,
    verified: false,
    validUntil: undefined,
    error: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a listener that speaks no TLS connects and is not verified', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined).end('hello\n'));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const probe = await probeTls({ host, port, caPem: ca.certificatePem }, signal);
  expect(probe).toMatchObject({
    connects: true,
    verified: false,
    validUntil: undefined,
    error: expect.any(String),
  });
  server.close();
});

test('a listener that never answers is given up after 3 s, or when the probe is cancelled', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const silent = { host, port, caPem: ca.certificatePem };
  await expect(probeTls(silent, AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'cancelled' });
  await expect(probeTls(silent, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  const started = performance.now();
  expect(await probeTls(silent, signal)).toEqual({
    connects: true,
    verified: false,
    validUntil: undefined,
    error: 'no answer within 3000 ms',
  });
  expect(performance.now() - started).toBeLessThan(4000);
  server.close();
});
