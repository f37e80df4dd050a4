import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '#shared/secret.ts';
import { HttpsJson } from './https-json.ts';
import { type LocalServer, startLocalServer } from './testing/local-server.ts';
import { localTrust } from './testing/local-trust.ts';
import { type KeyPair, ThrowawayCa } from './testing/throwaway-certificates.ts';

const { ca, pair: good } = await localTrust();
const { signal } = new AbortController();

function clientOf(
  { url }: { readonly url: string },
  options: { caPem?: string; client?: KeyPair } = {},
): HttpsJson {
  const { client } = options;
  return new HttpsJson({
    server: { title: 'Vault', url, errorCode: 'vault-error' },
    caPem: options.caPem ?? ca.certificatePem,
    ...(client === undefined
      ? {}
      : { client: { certificatePem: client.certificatePem, keyPem: new Secret(client.keyPem) } }),
  });
}

function answering(status: number, body: string, pair = good): Promise<LocalServer> {
  return startLocalServer(pair, (_request, response) => response.writeHead(status).end(body));
}

describe('a request', () => {
  test('carries method, path, headers and JSON, and brings back status and JSON', async () => {
    await using server = await startLocalServer(good, (request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => {
        const { method, url, headers } = request;
        response.writeHead(418, { 'x-note': 'tea' });
        response.end(
          JSON.stringify({
            method,
            url,
            token: headers['x-vault-token'],
            type: headers['content-type'],
            body,
          }),
        );
      });
    });
    using client = clientOf(server);
    const headers = { 'x-vault-token': 't' };
    const answer = await client.send({ method: 'PUT', path: '/v1/a?b=c', headers, body: { d: 'ö' } }, signal);
    expect(answer).toMatchObject({
      kind: 'answer',
      status: 418,
      headers: { 'x-note': 'tea' },
      body: { method: 'PUT', url: '/v1/a?b=c', token: 't', type: 'application/json', body: '{"d":"ö"}' },
    });
  });

  test('without a JSON answer has no body and keeps the text', async () => {
    await using empty = await answering(204, '');
    using emptyClient = clientOf(empty);
    expect(await emptyClient.send({ method: 'GET', path: '/' }, signal)).toMatchObject({
      body: undefined,
      text: '',
    });
    await using metrics = await answering(200, '# HELP requests_total\nrequests_total{a="b"} 7\n');
    using metricsClient = clientOf(metrics);
    expect(await metricsClient.send({ method: 'GET', path: '/' }, signal)).toMatchObject({
      body: undefined,
      text: expect.stringContaining('requests_total{'),
    });
    await using html = await answering(502, '<html>');
    using htmlClient = clientOf(html);
    expect(await htmlClient.send({ method: 'GET', path: '/' }, signal)).toMatchObject({
      body: undefined,
      text: '<html>',
    });
  });

  test('uses one connection for requests that follow each other', async () => {
    const ports = new Set<number | undefined>();
    await using server = await startLocalServer(good, (request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    using client = clientOf(server);
    for (let turn = 0; turn < 5; turn += 1) await client.send({ method: 'GET', path: '/' }, signal);
    expect(ports.size).toBe(1);
  });

  test('is repeated when a kept connection turns out to be closed', async () => {
    const seen = new Map<number | undefined, number>();
    await using server = await startLocalServer(good, (request, response) => {
      const count = (seen.get(request.socket.remotePort) ?? 0) + 1;
      seen.set(request.socket.remotePort, count);
      if (count > 1) request.socket.destroy();
      else response.end('{}');
    });
    using client = clientOf(server);
    await client.send({ method: 'GET', path: '/' }, signal);
    expect(await client.send({ method: 'GET', path: '/' }, signal)).toMatchObject({
      kind: 'answer',
      status: 200,
    });
    expect([...seen.values()]).toEqual([2, 1]);
  });

  test('that must be sent once is not repeated', async () => {
    let requests = 0;
    await using server = await startLocalServer(good, (request, response) => {
      requests += 1;
      if (request.url === '/once') request.socket.destroy();
      else response.end('{}');
    });
    using client = clientOf(server);
    await client.send({ method: 'GET', path: '/' }, signal);
    const outcome = await client.send({ method: 'PUT', path: '/once', once: true }, signal);
    expect(outcome).toMatchObject({
      kind: 'no-answer',
      error: { code: 'vault-error', details: { reason: 'ECONNRESET' } },
    });
    expect(requests).toBe(2);
  });
});

describe('a request that gets no answer', () => {
  test('because nothing listens is a result, with an error for those who need an answer', async () => {
    const server = await answering(200, '{}');
    await server[Symbol.asyncDispose]();
    using client = clientOf(server);
    expect(await client.send({ method: 'GET', path: '/' }, signal)).toMatchObject({
      kind: 'no-answer',
      error: {
        code: 'vault-error',
        message: `Nothing answers at ${server.url} (Vault).`,
        details: { reason: 'ECONNREFUSED', evidence: [expect.stringContaining('ECONNREFUSED')] },
      },
    });
  });

  test('in time is a timeout that names the request', async () => {
    await using server = await startLocalServer(good, () => undefined);
    using client = clientOf(server);
    await expect(client.send({ method: 'GET', path: '/slow', timeoutMs: 50 }, signal)).rejects.toMatchObject({
      code: 'service-timeout',
      message: expect.stringContaining('within 50 ms: GET /slow'),
    });
  });

  test('in time counts also when the body stops half way', async () => {
    await using server = await startLocalServer(good, (_request, response) => void response.write('{'));
    using client = clientOf(server);
    await expect(client.send({ method: 'GET', path: '/', timeoutMs: 100 }, signal)).rejects.toMatchObject({
      code: 'service-timeout',
    });
  });

  test('ends at once when it is cancelled, before and after it was sent', async () => {
    const controller = new AbortController();
    await using server = await startLocalServer(good, () => controller.abort());
    using client = clientOf(server);
    await expect(client.send({ method: 'GET', path: '/' }, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(client.send({ method: 'GET', path: '/' }, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('is cancelled when the client is disposed, and nothing can be sent afterwards', async () => {
    let client: HttpsJson | undefined;
    await using server = await startLocalServer(good, () => client?.[Symbol.dispose]());
    client = clientOf(server);
    await expect(client.send({ method: 'GET', path: '/' }, signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(client.send({ method: 'GET', path: '/' }, signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('a certificate that does not hold', () => {
  async function refusalOf(
    server: LocalServer,
    options: { caPem?: string; client?: KeyPair } = {},
  ): Promise<unknown> {
    using client = clientOf(server, options);
    return await client.send({ method: 'GET', path: '/' }, signal).catch((error: unknown) => error);
  }

  test('because another CA signed it is a TLS error with the reason', async () => {
    await using other = await ThrowawayCa.create();
    await using server = await answering(200, '{}');
    expect(await refusalOf(server, { caPem: other.certificatePem })).toMatchObject({
      code: 'tls-error',
      message: `TLS to Vault at ${server.url} failed: its certificate is not signed by the lab's CA.`,
      details: {
        evidence: [
          expect.stringMatching(/unable to verify the first certificate|local issuer|signature failure/i),
        ],
      },
    });
  });

  test('because it has expired is a TLS error, and the fix is a new certificate', async () => {
    await using server = await answering(200, '{}', await ca.issue('IP:127.0.0.1', -1));
    expect(await refusalOf(server)).toMatchObject({
      code: 'tls-error',
      message: expect.stringContaining('its certificate has expired'),
      fix: 'Make a new certificate for Vault, and restart it.',
      details: { reason: 'CERT_HAS_EXPIRED', evidence: [expect.stringContaining('certificate has expired')] },
    });
  });

  test('because it is for another address is a TLS error that names the address', async () => {
    await using server = await answering(200, '{}', await ca.issue('DNS:elsewhere.example'));
    expect(await refusalOf(server)).toMatchObject({
      code: 'tls-error',
      fix: expect.stringContaining('names 127.0.0.1'),
      details: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID', evidence: [expect.stringContaining('127.0.0.1')] },
    });
  });

  test('or that the server asks for and does not get is a TLS error', async () => {
    const options = { requestCert: true, ca: ca.certificatePem, minVersion: 'TLSv1.3' } as const;
    await using server = await startLocalServer(good, (_request, response) => response.end('{}'), options);
    expect(await refusalOf(server)).toMatchObject({ code: 'tls-error' });
    const client = await ca.issue('DNS:client');
    expect(await refusalOf(server, { client })).toMatchObject({ kind: 'answer', status: 200 });
  });

  test('or a client key of another certificate is a TLS error that shows no key', async () => {
    await using server = await answering(200, '{}');
    const [first, second] = [await ca.issue('DNS:a'), await ca.issue('DNS:b')];
    const refused = await refusalOf(server, { client: { ...first, keyPem: second.keyPem } });
    expect(refused).toMatchObject({
      code: 'tls-error',
      details: { reason: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' },
    });
    expect(inspect(refused, { depth: 9 })).not.toContain('PRIVATE KEY');
  });
});
