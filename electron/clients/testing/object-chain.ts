import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { LabClients, ObjectStore } from '#core/ports/services.ts';
import type { VaultInit } from '#core/ports/vault-api.ts';
import { Secret } from '#shared/secret.ts';
import { HttpsJson, requireAnswer } from '../https-json.ts';
import { signedGetHeaders } from '../minio-admin.ts';
import { S3Connection } from '../s3-connection.ts';
import { RealChain } from './real-chain.ts';

const kesRules = 'path "kv/*" { capabilities = ["create", "read", "list", "delete"] }';
const rootUser = 'sealab-root';
const firstPort = 28_500;
/** madmin-go batch-job.go, ListBatchJobsResult. */
const Jobs = z.object({ jobs: z.array(z.object({ id: z.string() })).nullish() });

/** Real Vault, KES and MinIO with the keys `my-key` and `other-key`, ready for objects. */
export class ObjectChain implements AsyncDisposable {
  readonly clients: LabClients;
  readonly #chain: RealChain;
  readonly #init: VaultInit;
  readonly #s3: S3Connection;
  readonly #minio: HttpsJson;
  readonly #rootPassword: Secret;

  constructor(parts: {
    readonly chain: RealChain;
    readonly clients: LabClients;
    readonly init: VaultInit;
    readonly rootPassword: Secret;
  }) {
    const { chain, clients, init, rootPassword } = parts;
    this.#chain = chain;
    this.clients = clients;
    this.#init = init;
    const server = {
      title: 'MinIO',
      url: `https://127.0.0.1:${chain.ports.minio}`,
      errorCode: 's3-error',
    } as const;
    this.#minio = new HttpsJson({ server, caPem: chain.ca.certificatePem });
    this.#rootPassword = rootPassword;
    this.#s3 = new S3Connection(this.#minio, { rootUser, rootPassword });
  }

  static async start(signal: AbortSignal): Promise<ObjectChain> {
    const chain = await RealChain.create(firstPort);
    try {
      return await ObjectChain.#prepare(chain, signal);
    } catch (thrown) {
      await chain[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  static async #prepare(chain: RealChain, signal: AbortSignal): Promise<ObjectChain> {
    const rootPassword = new Secret(randomBytes(16).toString('hex'));
    const clients = chain.connect({ rootUser, rootPassword });
    const { vault, kes } = clients;
    await chain.startVault();
    await eventually(async () => (await vault.sealStatus(signal)) !== undefined);
    const init = await vault.initialise({ shares: 1, threshold: 1 }, signal);
    const made = new ObjectChain({ chain, clients, init, rootPassword });
    await made.unseal(signal);
    await vault.ensureKv(init.rootToken, { path: 'kv', version: 1 }, signal);
    await vault.ensureAppRole(init.rootToken, signal);
    await vault.writePolicy(init.rootToken, { name: 'kes', rules: kesRules }, signal);
    const role = { name: 'kes', policies: ['kes'], tokenPeriod: '5m' };
    const { roleId } = await vault.writeRole(init.rootToken, role, signal);
    const secretId = await vault.createSecretId(init.rootToken, 'kes', signal);
    await chain.startKes({
      roleId,
      secretId: secretId.reveal(),
      kvVersion: 1,
      allow: ['/v1/*', '/v1/key/*/*'],
    });
    await eventually(async () => (await kes.status(signal))?.keystoreReachable === true);
    for (const key of ['my-key', 'other-key']) await kes.createKey(key, signal);
    await chain.startMinio({ rootUser, rootPassword: rootPassword.reveal(), keyName: 'my-key' });
    await eventually(async () => (await made.store.health(signal)).hasWriteQuorum);
    return made;
  }

  get store(): ObjectStore {
    const store = this.clients.objects['minio'];
    if (store === undefined) throw new Error('There is no node minio.');
    return store;
  }

  /** Multipart uploads of one object that are neither finished nor dropped. */
  async openUploads(bucket: string, key: string): Promise<number> {
    const answer = await this.#s3.run(
      {
        purpose: `list the uploads of ${bucket}/${key}`,
        send: (client, { sdk, abortSignal }) =>
          client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }), { abortSignal }),
      },
      new AbortController().signal,
    );
    return answer.Uploads?.length ?? 0;
  }

  /** The ids of MinIO's batch jobs: those that run, and those that have ended by themselves. */
  async batchJobs(signal: AbortSignal): Promise<readonly string[]> {
    const place = { host: new URL(this.#minio.server.url).host, path: '/minio/admin/v3/list-jobs' };
    const root = { rootUser, rootPassword: this.#rootPassword };
    const headers = signedGetHeaders(place, root, new Date());
    const { body } = requireAnswer(
      await this.#minio.send({ method: 'GET', path: place.path, headers }, signal),
    );
    return (Jobs.parse(body).jobs ?? []).map(({ id }) => id);
  }

  async seal(signal: AbortSignal): Promise<void> {
    await this.clients.vault.seal(this.#init.rootToken, signal);
  }

  async unseal(signal: AbortSignal): Promise<void> {
    for (const share of this.#init.shares) await this.clients.vault.unseal(share, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clients[Symbol.dispose]();
    this.#s3[Symbol.dispose]();
    await this.#chain[Symbol.asyncDispose]();
  }
}

async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await isTrue()) return;
    await delay(100);
  }
  throw new Error('The chain is not ready within 20 s.');
}
