import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabClients } from '#core/ports/services.ts';
import type { VaultInit } from '#core/ports/vault-api.ts';
import { Secret } from '#shared/secret.ts';
import { pause } from './deadline.ts';
import { HttpsJson } from './https-json.ts';
import { RealChain } from './testing/real-chain.ts';
import { probeTls } from './tls-probe.ts';

const allow = [
  '/v1/key/create/*',
  '/v1/key/generate/*',
  '/v1/key/decrypt/*',
  '/v1/key/describe/*',
  '/v1/key/list/*',
  '/v1/status',
  '/v1/ready',
  '/v1/api',
  '/v1/log/audit',
];
const kesRules = 'path "kv/*" { capabilities = ["create", "read", "list", "delete"] }';
const { signal } = new AbortController();
const rootUser = 'sealab-root';
const rootPassword = new Secret(randomBytes(16).toString('hex'));
const context = new TextEncoder().encode('{"bucket":"b/o"}');

/** The steps build on each other, as in a lab: each test leaves the chain one step further. */
describe('the clients against real Vault, KES and MinIO', () => {
  let chain: RealChain;
  let clients: LabClients;
  let init: VaultInit;
  let login: { roleId: string; secretId: string; kvVersion: 1; allow: readonly string[] };

  beforeAll(async () => {
    chain = await RealChain.create();
    clients = chain.connect({ rootUser, rootPassword });
  });
  afterAll(async () => {
    clients[Symbol.dispose]();
    await chain[Symbol.asyncDispose]();
  });

  function store() {
    const minio = clients.objects['minio'];
    if (minio === undefined) throw new Error('no node minio');
    return minio;
  }
  async function unsealAll(): Promise<void> {
    for (const share of init.shares.slice(0, 3)) await clients.vault.unseal(share, signal);
  }
  async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
    await expect.poll(isTrue, { timeout: 20_000, interval: 100 }).toBe(true);
  }

  test('before anything runs, status questions say that nothing answers', async () => {
    expect(await clients.vault.sealStatus(signal)).toBeUndefined();
    expect(await clients.vault.isActive(signal)).toBe(false);
    expect(await clients.kes.status(signal)).toBeUndefined();
    expect(await store().health(signal)).toEqual({
      isLive: false,
      hasWriteQuorum: false,
      writeQuorum: undefined,
    });
    await expect(store().bucketExists('plain', signal)).rejects.toMatchObject({
      code: 's3-error',
      details: { reason: 'ECONNREFUSED', unreachable: true },
    });
    await expect(clients.kes.listKeys(signal)).rejects.toMatchObject({ code: 'kes-error' });
  });

  test('Vault is initialised and refuses to work while sealed', async () => {
    await chain.startVault();
    await eventually(async () => (await clients.vault.sealStatus(signal)) !== undefined);
    expect(await clients.vault.sealStatus(signal)).toMatchObject({ initialised: false, sealed: true });
    init = await clients.vault.initialise({ shares: 5, threshold: 3 }, signal);
    expect(init.shares).toHaveLength(5);
    expect(await clients.vault.isActive(signal)).toBe(false);
    await expect(clients.vault.initialise({ shares: 5, threshold: 3 }, signal)).rejects.toMatchObject({
      code: 'vault-error',
      details: { status: 400, evidence: ['Vault is already initialized'] },
    });
    await expect(clients.vault.ensureAppRole(init.rootToken, signal)).rejects.toMatchObject({
      code: 'vault-sealed',
    });
    await expect(clients.vault.unseal(new Secret('not base64!'), signal)).rejects.toMatchObject({
      code: 'vault-error',
    });
  });

  test('three shares unseal Vault, and setting it up waits until it is active', async () => {
    const [first, second, third] = init.shares;
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few shares');
    expect(await clients.vault.unseal(first, signal)).toEqual({
      initialised: true,
      sealed: true,
      progress: 1,
      threshold: 3,
      shares: 5,
    });
    await clients.vault.unseal(second, signal);
    expect(await clients.vault.unseal(third, signal)).toMatchObject({ sealed: false });
    await clients.vault.ensureKv(init.rootToken, { path: 'kv', version: 1 }, signal);
    expect(await clients.vault.isActive(signal)).toBe(true);
  });

  test('mounting again is fine, and mounting another version is a conflict', async () => {
    const { vault } = clients;
    await vault.ensureKv(init.rootToken, { path: 'kv', version: 1 }, signal);
    await expect(vault.ensureKv(init.rootToken, { path: 'kv', version: 2 }, signal)).rejects.toMatchObject({
      code: 'conflict',
      details: { found: 'kv version 1', wanted: 'kv version 2' },
    });
    await vault.ensureKv(init.rootToken, { path: 'kv2', version: 2 }, signal);
    await vault.ensureKv(init.rootToken, { path: 'kv2', version: 2 }, signal);
    await vault.ensureAppRole(init.rootToken, signal);
    await vault.ensureAppRole(init.rootToken, signal);
  });

  test('the periodic token may do what its policy says, and nothing else', async () => {
    const { vault } = clients;
    await vault.writePolicy(init.rootToken, { name: 'kes', rules: kesRules }, signal);
    await vault.writePolicy(
      init.rootToken,
      { name: 'sealab', rules: 'path "auth/approle/role/kes/*" { capabilities = ["read", "update"] }' },
      signal,
    );
    const role = { name: 'kes', policies: ['kes'], tokenPeriod: '5m' };
    const { roleId } = await vault.writeRole(init.rootToken, role, signal);
    const token = await vault.createToken(
      init.rootToken,
      { policies: ['sealab'], period: '768h', displayName: 'sealab' },
      signal,
    );
    const secretId = await vault.createSecretId(token, 'kes', signal);
    await expect(vault.writePolicy(token, { name: 'kes', rules: kesRules }, signal)).rejects.toMatchObject({
      code: 'vault-error',
      details: { status: 403 },
    });
    expect(await vault.canLogIn({ roleId, secretId }, signal)).toBe(true);
    expect(await vault.canLogIn({ roleId, secretId: new Secret(randomUUID()) }, signal)).toBe(false);
    expect(await vault.canLogIn({ roleId: randomUUID(), secretId }, signal)).toBe(false);
    login = { roleId, secretId: secretId.reveal(), kvVersion: 1, allow };
    expect(JSON.stringify({ token })).toBe('{"token":"[secret]"}');
  });

  test('a root token is made with the shares, works, and is gone when it is revoked', async () => {
    const { vault } = clients;
    const sealabOnly = { policies: ['sealab'], period: '768h', displayName: 'sealab' };
    const made = await vault.generateRoot(init.shares, signal);
    expect(made.reveal()).toMatch(/^hvs\./);
    expect(await vault.knowsToken(made, signal)).toBe(true);
    expect(await vault.knowsToken(await vault.createToken(made, sealabOnly, signal), signal)).toBe(true);
    await vault.revokeToken(made, signal);
    expect(await vault.knowsToken(made, signal)).toBe(false);
    expect(await vault.knowsToken(init.rootToken, signal)).toBe(true);
  });

  test('shares that are wrong or too few make no root token, and the attempt is given up', async () => {
    const { vault } = clients;
    const wrong = init.shares.map(() => new Secret(randomBytes(33).toString('base64')));
    await expect(vault.generateRoot(wrong, signal)).rejects.toMatchObject({ code: 'vault-error' });
    await expect(vault.generateRoot(init.shares.slice(0, 2), signal)).rejects.toMatchObject({
      code: 'vault-error',
      message: expect.stringContaining('wants more shares'),
    });
    const url = `https://127.0.0.1:${chain.ports.vault}`;
    using elsewhere = new HttpsJson({
      server: { title: 'Vault', url, errorCode: 'vault-error' },
      caPem: chain.ca.certificatePem,
    });
    const path = '/v1/sys/generate-root/attempt';
    await elsewhere.send({ method: 'PUT', path, body: {} }, signal);
    await expect(vault.generateRoot(init.shares, signal)).rejects.toMatchObject({
      code: 'conflict',
      fix: expect.stringContaining('generate-root -cancel'),
    });
    await elsewhere.send({ method: 'DELETE', path }, signal);
    await vault.revokeToken(await vault.generateRoot(init.shares, signal), signal);
  });

  test('KES makes, lists and uses keys', async () => {
    await chain.startKes(login);
    await eventually(async () => (await clients.kes.status(signal)) !== undefined);
    expect(await clients.kes.createKey('my-key', signal)).toBe('created');
    expect(await clients.kes.createKey('my-key', signal)).toBe('exists');
    expect(await clients.kes.createKey('other-key', signal)).toBe('created');
    expect(await clients.kes.listKeys(signal)).toEqual(['my-key', 'other-key']);
    await eventually(async () => (await clients.kes.status(signal))?.keystoreReachable === true);
    const status = await clients.kes.status(signal);
    expect(status?.keystoreLatencyMs).toBeGreaterThan(0);
    // A KES of the Go module calls itself so (KES internal/sys/build.go).
    expect(status?.version).not.toBe('<unknown>');

    const dataKey = await clients.kes.generate('my-key', context, signal);
    const opened = await clients.kes.decrypt('my-key', { ciphertext: dataKey.ciphertext, context }, signal);
    expect(opened.reveal()).toBe(dataKey.plaintext.reveal());
    expect(Buffer.from(opened.reveal(), 'base64')).toHaveLength(32);
  });

  test('KES refuses a wrong context, an unknown key and a bad name, each in its own way', async () => {
    const { kes } = clients;
    const { ciphertext } = await kes.generate('my-key', context, signal);
    const wrong = { ciphertext, context: new TextEncoder().encode('{}') };
    await expect(kes.decrypt('my-key', wrong, signal)).rejects.toMatchObject({
      code: 'kes-error',
      details: { status: 400, evidence: [expect.stringContaining('not authentic')] },
    });
    await expect(kes.generate('no-such-key', context, signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(kes.createKey('a/../b', signal)).rejects.toMatchObject({ code: 'kes-error' });
  });

  test('reading the audit log ends when it is cancelled, and fails when KES stops', async () => {
    const controller = new AbortController();
    const cancelled = clients.kes.auditLog(controller.signal)[Symbol.asyncIterator]().next();
    const ended = clients.kes.auditLog(signal)[Symbol.asyncIterator]().next();
    const outcome = expect(ended).rejects.toMatchObject({
      code: 'kes-error',
      details: { unreachable: true },
    });
    await pause(200, signal);
    controller.abort();
    expect(await cancelled).toEqual({ done: true, value: undefined });
    await chain.stop('kes');
    await outcome;
    await chain.startKes(login);
    await eventually(async () => (await clients.kes.status(signal)) !== undefined);
  });

  test('a bucket with SSE-S3 and one with SSE-KMS hold encrypted objects, a plain one does not', async () => {
    await chain.startMinio({ rootUser, rootPassword: rootPassword.reveal(), keyName: 'my-key' });
    await eventually(async () => (await store().health(signal)).hasWriteQuorum);
    expect(await store().health(signal)).toEqual({ isLive: true, hasWriteQuorum: true, writeQuorum: 1 });
    const kinds = [
      {
        bucket: 'plain',
        encryption: { kind: 'none' } as const,
        head: { encryption: undefined, keyName: undefined },
      },
      {
        bucket: 'sse-s3',
        encryption: { kind: 'sse-s3' } as const,
        head: { encryption: 'AES256', keyName: undefined },
      },
      {
        bucket: 'sse-kms',
        encryption: { kind: 'sse-kms', keyName: 'other-key' } as const,
        head: { encryption: 'aws:kms', keyName: 'other-key' },
      },
    ];
    for (const { bucket, encryption, head } of kinds) {
      expect(await store().bucketExists(bucket, signal)).toBe(false);
      await store().ensureBucket(bucket, signal);
      await store().ensureBucket(bucket, signal);
      expect(await store().bucketExists(bucket, signal)).toBe(true);
      await store().setEncryption(bucket, encryption, signal);
      expect(await store().getEncryption(bucket, signal)).toEqual(encryption);
      for (const sizeBytes of [0, 1024, 2 * 1024 * 1024]) {
        const body = randomBytes(sizeBytes);
        const key = `folder/ö & <${sizeBytes}>`;
        await store().put(bucket, { key, body }, signal);
        expect(Buffer.compare(await store().get(bucket, key, signal), body)).toBe(0);
        expect(await store().head(bucket, key, signal)).toMatchObject({ sizeBytes, ...head });
      }
    }
    await store().setEncryption('sse-s3', { kind: 'none' }, signal);
    expect(await store().getEncryption('sse-s3', signal)).toEqual({ kind: 'none' });
    await store().setEncryption('sse-s3', { kind: 'sse-s3' }, signal);
  });

  test('a node counts what it did, and looking at its counters changes none', async () => {
    const before = await store().traffic(signal);
    expect(await store().reachesKms(signal)).toBe(true);
    expect(await store().traffic(signal)).toEqual(before);
    expect(await store().drives(signal)).toEqual([{ nodeAddress: undefined, isOnline: true }]);
    await store().health(signal);
    await store().put('sse-kms', { key: 'counted', body: randomBytes(10) }, signal);
    await store().get('sse-kms', 'counted', signal);
    const after = await store().traffic(signal);
    expect((after?.s3Requests ?? 0) - (before?.s3Requests ?? 0)).toBe(2);
    expect((after?.keyRequests ?? 0) - (before?.keyRequests ?? 0)).toBe(2);
    // The policy of this KES does not let Sealab read its metrics, as in a lab of an older Sealab.
    expect(await clients.kes.keyRequests(signal)).toBeUndefined();
  });

  test('missing things are not found, and a removed object is gone', async () => {
    const body = randomBytes(10);
    await store().put('plain', { key: 'gone', body }, signal);
    await store().remove('plain', 'gone', signal);
    await store().remove('plain', 'gone', signal);
    await expect(store().get('plain', 'gone', signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(store().head('plain', 'gone', signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(store().put('no-bucket', { key: 'k', body }, signal)).rejects.toMatchObject({
      code: 'not-found',
      details: { serverCode: 'NoSuchBucket' },
    });
    await expect(store().getEncryption('no-bucket', signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a key that KES does not have makes the write fail with the code of MinIO', async () => {
    await store().ensureBucket('lost', signal);
    await store().setEncryption('lost', { kind: 'sse-kms', keyName: 'my-key' }, signal);
    await expect(
      store().setEncryption('lost', { kind: 'sse-kms', keyName: 'no-such-key' }, signal),
    ).rejects.toMatchObject({ code: 's3-error', details: { serverCode: expect.stringContaining('kms:') } });
  });

  test('wrong root credentials are an error that names the cause', async () => {
    using other = chain.connect({ rootUser, rootPassword: new Secret('wrong-password') });
    await expect(
      other.objects['minio']?.put('plain', { key: 'k', body: randomBytes(1) }, signal),
    ).rejects.toMatchObject({
      code: 's3-error',
      details: { serverCode: 'SignatureDoesNotMatch', status: 403 },
    });
    await expect(other.objects['minio']?.head('plain', 'k', signal)).rejects.toMatchObject({
      code: 's3-error',
    });
  });

  test('the probe sees listeners, certificates and refusals', async () => {
    const probe = probeTls;
    const caPem = chain.ca.certificatePem;
    const client = { certificatePem: chain.client.certificatePem, keyPem: new Secret(chain.client.keyPem) };
    const good = {
      connects: true,
      verified: true,
      error: undefined,
      validUntil: expect.stringMatching(/^20.*Z$/),
    };
    expect(await probe({ host: '127.0.0.1', port: chain.ports.vault, caPem }, signal)).toEqual(good);
    expect(await probe({ host: 'localhost', port: chain.ports.minio, caPem }, signal)).toEqual(good);
    expect(await probe({ host: '127.0.0.1', port: chain.ports.kes, caPem, client }, signal)).toEqual(good);
    expect(await probe({ host: '127.0.0.1', port: chain.ports.kes, caPem }, signal)).toMatchObject({
      connects: true,
      verified: false,
      error: expect.stringContaining('certificate required'),
    });
  });

  test('a sealed Vault shows in every client, and unsealing it mends them', async () => {
    await clients.vault.seal(init.rootToken, signal);
    expect(await clients.vault.sealStatus(signal)).toMatchObject({ initialised: true, sealed: true });
    expect(await clients.vault.isActive(signal)).toBe(false);
    await expect(clients.vault.createSecretId(init.rootToken, 'kes', signal)).rejects.toMatchObject({
      code: 'vault-sealed',
    });
    await eventually(async () => (await clients.kes.status(signal))?.keystoreReachable === false);
    await expect(clients.kes.listKeys(signal)).rejects.toMatchObject({
      code: 'kes-error',
      details: { status: 502 },
    });
    await eventually(async () => {
      const thrown: unknown = await store()
        .get('sse-s3', 'folder/ö & <1024>', signal)
        .catch((error: unknown) => error);
      return JSON.stringify(thrown).includes('kms:DecryptionFailed');
    });
    await expect(store().put('sse-s3', { key: 'k', body: randomBytes(1) }, signal)).rejects.toMatchObject({
      code: 's3-error',
      details: { serverCode: 'kms:KeyGenerationFailed', status: 500 },
    });
    await store().put('plain', { key: 'still', body: randomBytes(1) }, signal);
    expect((await store().health(signal)).hasWriteQuorum).toBe(true);

    await unsealAll();
    await eventually(async () => {
      const body = await store()
        .get('sse-s3', 'folder/ö & <1024>', signal)
        .catch(() => undefined);
      return body?.length === 1024;
    });
  });

  test('kept connections survive a restart of the server', async () => {
    await chain.stop('vault');
    expect(await clients.vault.sealStatus(signal)).toBeUndefined();
    await chain.startVault();
    await eventually(async () => (await clients.vault.sealStatus(signal)) !== undefined);
    await unsealAll();
    await clients.vault.ensureKv(init.rootToken, { path: 'kv', version: 1 }, signal);
  });

  test('an identity without a policy is told which path it needs', async () => {
    await chain.stop('kes');
    await chain.startKes({ ...login, allow: ['/v1/key/generate/*'] });
    await eventually(async () => {
      const thrown: unknown = await clients.kes.status(signal).catch((error: unknown) => error);
      return JSON.stringify(thrown ?? '').includes('unauthorized');
    });
    await expect(clients.kes.auditLog(signal)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'unauthorized',
      details: { path: '/v1/log/audit' },
      fix: expect.stringContaining('/v1/log/audit'),
    });
  });

  test('a stopped process that still holds its port is a timeout, and cancelling ends the wait at once', async () => {
    chain.signal('minio', 'SIGSTOP');
    // On a busy machine a request may still be answered for some milliseconds.
    await pause(200, signal);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const started = performance.now();
    await expect(store().get('plain', 'still', controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(performance.now() - started).toBeLessThan(1000);
    await expect(store().health(signal)).rejects.toMatchObject({ code: 'service-timeout' });
    const probe = await probeTls(
      { host: '127.0.0.1', port: chain.ports.minio, caPem: chain.ca.certificatePem },
      signal,
    );
    expect(probe).toMatchObject({ connects: true, verified: false, error: 'no answer within 3000 ms' });
    chain.signal('minio', 'SIGCONT');
  });
});
