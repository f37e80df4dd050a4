import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { VaultApi } from '#core/ports/vault-api.ts';
import { Secret } from '#shared/secret.ts';
import { createServiceClients } from './service-clients.ts';
import { type LocalServer, startLocalServer } from './testing/local-server.ts';
import { localTrust } from './testing/local-trust.ts';

type Reply = readonly [status: number, body: unknown];

const { ca, pair } = await localTrust();
const { signal } = new AbortController();
const token = new Secret('the-token-value');
const notActive = [500, { errors: ['local node not active but active cluster node not found'] }] as const;

function startVault(reply: (request: IncomingMessage) => Reply): Promise<LocalServer> {
  return startLocalServer(pair, (request, response) => {
    request.resume();
    const [status, body] = reply(request);
    response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body));
  });
}
function clientOf({ url }: LocalServer): VaultApi & Disposable {
  return createServiceClients().vault({ caPem: ca.certificatePem, vaultUrl: url });
}

test('a call waits while Vault is not active yet, and is then made once', async () => {
  const seen: string[] = [];
  await using server = await startVault(({ method = '', url = '' }) => {
    seen.push(`${method} ${url}`);
    return seen.length < 3 ? notActive : [204, undefined];
  });
  using vault = clientOf(server);
  await vault.writePolicy(token, { name: 'a b', rules: '' }, signal);
  expect(seen).toEqual(Array(3).fill('PUT /v1/sys/policies/acl/a%20b'));
});

test('waiting for an active Vault ends at once when it is cancelled', async () => {
  await using server = await startVault(() => notActive);
  using vault = clientOf(server);
  const started = performance.now();
  await expect(vault.ensureAppRole(token, AbortSignal.timeout(150))).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(performance.now() - started).toBeLessThan(1000);
});

test('a sealed Vault is not waited for', async () => {
  let requests = 0;
  await using server = await startVault(() => {
    requests += 1;
    return [503, { errors: ['Vault is sealed'] }];
  });
  using vault = clientOf(server);
  await expect(vault.createSecretId(token, 'kes', signal)).rejects.toMatchObject({
    code: 'vault-sealed',
    fix: expect.any(String),
    details: { evidence: ['Vault is sealed'], status: 503 },
  });
  expect(requests).toBe(1);
});

test("a refusal carries Vault's own words and never the token", async () => {
  await using server = await startVault(() => [
    403,
    { errors: ['1 error occurred:\n\t* permission denied\n\n'] },
  ]);
  using vault = clientOf(server);
  const refused: unknown = await vault.seal(token, signal).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 'vault-error',
    details: { status: 403, evidence: [expect.stringContaining('permission denied')] },
  });
  expect(inspect(refused, { depth: 9 })).not.toContain('the-token-value');
});

test('a redirect is a refusal: no request with a token follows it', async () => {
  await using server = await startVault(() => [307, undefined]);
  using vault = clientOf(server);
  await expect(vault.seal(token, signal)).rejects.toMatchObject({
    code: 'vault-error',
    details: { status: 307 },
  });
});

test('an answer of an unknown form names the fields and shows no values', async () => {
  await using server = await startVault(() => [200, { keys_base64: ['share-value'], root_token: 7 }]);
  using vault = clientOf(server);
  const refused: unknown = await vault
    .initialise({ shares: 1, threshold: 1 }, signal)
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'vault-error', details: { evidence: ['root_token: invalid_type'] } });
  expect(inspect(refused, { depth: 9 })).not.toContain('share-value');
});

test('a new kv version 2 is ready only when it can be read', async () => {
  const replies: Reply[] = [
    [204, undefined],
    [400, { errors: ['Upgrading from non-versioned to versioned data. This backend will be unavailable'] }],
    [200, { data: {} }],
  ];
  const seen: string[] = [];
  await using server = await startVault(({ method = '', url = '' }) => {
    seen.push(`${method} ${url}`);
    return replies.shift() ?? [500, undefined];
  });
  using vault = clientOf(server);
  await vault.ensureKv(token, { path: 'team/kv/', version: 2 }, signal);
  expect(seen).toEqual(['POST /v1/sys/mounts/team/kv', 'GET /v1/team/kv/config', 'GET /v1/team/kv/config']);
});

test('a mount of another kind is a conflict', async () => {
  await using server = await startVault(({ method }) =>
    method === 'POST'
      ? [400, { errors: ['path is already in use at kv/'] }]
      : [200, { data: { type: 'transit', options: null } }],
  );
  using vault = clientOf(server);
  await expect(vault.ensureKv(token, { path: 'kv', version: 1 }, signal)).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(vault.ensureAppRole(token, signal)).rejects.toMatchObject({ code: 'conflict' });
});

test('only status 200 of the health endpoint means active', async () => {
  let status = 200;
  await using server = await startVault(() => [status, {}]);
  using vault = clientOf(server);
  expect(await vault.isActive(signal)).toBe(true);
  for (status of [429, 472, 473, 501, 503]) expect(await vault.isActive(signal)).toBe(false);
});
