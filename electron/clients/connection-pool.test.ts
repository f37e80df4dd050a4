import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Secret } from '#shared/secret.ts';
import { ConnectionPool } from './connection-pool.ts';
import { HttpsJson } from './https-json.ts';
import { type LocalServer, startLocalServer } from './testing/local-server.ts';
import { localTrust } from './testing/local-trust.ts';
import { type KeyPair, ThrowawayCa } from './testing/throwaway-certificates.ts';

const { ca, pair } = await localTrust();
const { signal } = new AbortController();

function clientOf(
  { url }: { readonly url: string },
  pool: ConnectionPool,
  trust: { readonly caPem?: string; readonly client?: KeyPair } = {},
): HttpsJson {
  const { caPem = ca.certificatePem, client } = trust;
  return new HttpsJson({
    server: { title: 'Vault', url, errorCode: 'vault-error' },
    caPem,
    pool,
    ...(client === undefined
      ? {}
      : { client: { certificatePem: client.certificatePem, keyPem: new Secret(client.keyPem) } }),
  });
}

/** A server that remembers from which port each request came. */
async function counting(): Promise<{
  readonly server: LocalServer;
  readonly ports: Set<number | undefined>;
}> {
  const ports = new Set<number | undefined>();
  const server = await startLocalServer(pair, (request, response) => {
    ports.add(request.socket.remotePort);
    if (request.url !== '/never') response.end('{}');
  });
  return { server, ports };
}

async function ask(client: HttpsJson): Promise<unknown> {
  return await client.send({ method: 'GET', path: '/' }, signal);
}

describe('clients of one pool', () => {
  test('use one connection, one after the other, as often as a lab is looked at', async () => {
    const { server, ports } = await counting();
    await using _server = server;
    const pool = new ConnectionPool();
    for (let look = 0; look < 4; look += 1) {
      using client = clientOf(server, pool);
      await ask(client);
    }
    expect(ports.size).toBe(1);
  });

  test('share nothing with another authority or another client certificate, and verify anew', async () => {
    const { server, ports } = await counting();
    await using _server = server;
    await using other = await ThrowawayCa.create();
    const pool = new ConnectionPool();
    using first = clientOf(server, pool);
    await ask(first);
    using distrusting = clientOf(server, pool, { caPem: other.certificatePem });
    await expect(ask(distrusting)).rejects.toMatchObject({ code: 'tls-error' });
    using named = clientOf(server, pool, { client: await ca.issue('DNS:a') });
    await ask(named);
    using alsoNamed = clientOf(server, pool, { client: await ca.issue('DNS:a') });
    await ask(alsoNamed);
    expect(ports.size).toBe(3);
  });

  test('connect anew some time after the last one was disposed', async () => {
    const { server, ports } = await counting();
    await using _server = server;
    const pool = new ConnectionPool(40);
    for (const waitMs of [0, 10, 150]) {
      await delay(waitMs);
      using client = clientOf(server, pool);
      await ask(client);
    }
    expect(ports.size).toBe(2);
  });

  test('notice that the server has gone', async () => {
    const { server } = await counting();
    const pool = new ConnectionPool();
    using before = clientOf(server, pool);
    await ask(before);
    await server[Symbol.asyncDispose]();
    expect(await ask(before)).toMatchObject({ kind: 'no-answer' });
  });

  test('end their own requests when they are disposed, and no one else’s', async () => {
    const { server, ports } = await counting();
    await using _server = server;
    const pool = new ConnectionPool();
    using staying = clientOf(server, pool);
    const leaving = clientOf(server, pool);
    const cut = expect(leaving.send({ method: 'GET', path: '/never' }, signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await ask(staying);
    leaving[Symbol.dispose]();
    await cut;
    expect(await ask(staying)).toMatchObject({ kind: 'answer', status: 200 });
    expect(ports.size).toBe(2);
  });
});
