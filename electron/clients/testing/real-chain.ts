import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabClients, ServiceCredentials } from '#core/ports/services.ts';
import { Secret } from '#shared/secret.ts';
import { createServiceClients } from '../service-clients.ts';
import { type KeyPair, kesIdentity, ThrowawayCa } from './throwaway-certificates.ts';

const binaries = process.env['SEALAB_TEST_BINARIES'] ?? process.env['SEALAB_BINARIES'] ?? '';
/** Where each test file that has a chain looks for ports: two files run at the same time. */
const usualFirstPort = 28_000;
const portsToTry = 400;

/** Vault, KES and MinIO as plain child processes, started by hand: what the clients are tested against. */
export class RealChain implements AsyncDisposable {
  readonly ca: ThrowawayCa;
  readonly client: KeyPair;
  readonly ports: { readonly vault: number; readonly kes: number; readonly minio: number };
  readonly #folder: string;
  readonly #leaf: KeyPair;
  readonly #children = new Map<string, ChildProcess>();
  readonly #spare: { readonly cluster: number; readonly console: number };

  constructor(parts: {
    folder: string;
    ca: ThrowawayCa;
    leaf: KeyPair;
    client: KeyPair;
    ports: readonly number[];
  }) {
    const [vault = 0, kes = 0, minio = 0, cluster = 0, consolePort = 0] = parts.ports;
    this.ca = parts.ca;
    this.client = parts.client;
    this.ports = { vault, kes, minio };
    this.#folder = parts.folder;
    this.#leaf = parts.leaf;
    this.#spare = { cluster, console: consolePort };
  }

  static async create(firstPort = usualFirstPort): Promise<RealChain> {
    const ca = await ThrowawayCa.create();
    const folder = await mkdtemp(join(tmpdir(), 'sealab-chain-'));
    const leaf = await ca.issue('IP:127.0.0.1,DNS:localhost');
    const client = await ca.issue('DNS:sealab');
    return new RealChain({ folder, ca, leaf, client, ports: await freePorts(5, firstPort) });
  }

  async startVault(): Promise<void> {
    await mkdir(join(this.#folder, 'raft'), { recursive: true });
    const certificate = await this.#write('vault.crt', this.#leaf.certificatePem);
    const key = await this.#write('vault.key', this.#leaf.keyPem);
    const address = `127.0.0.1:${this.ports.vault}`;
    const configuration = {
      disable_mlock: true,
      api_addr: `https://${address}`,
      cluster_addr: `https://127.0.0.1:${this.#spare.cluster}`,
      storage: { raft: { path: join(this.#folder, 'raft'), node_id: 'vault', performance_multiplier: 1 } },
      listener: {
        tcp: {
          address,
          cluster_address: `127.0.0.1:${this.#spare.cluster}`,
          tls_cert_file: certificate,
          tls_key_file: key,
        },
      },
    };
    const file = await this.#write('vault.json', JSON.stringify(configuration));
    await this.#start('vault', ['server', `-config=${file}`]);
  }

  async startKes(login: {
    roleId: string;
    secretId: string;
    kvVersion: 1 | 2;
    allow: readonly string[];
  }): Promise<void> {
    const identity = kesIdentity(this.client.certificatePem);
    const vault = {
      endpoint: `https://127.0.0.1:${this.ports.vault}`,
      engine: 'kv',
      version: `v${login.kvVersion}`,
      approle: { id: login.roleId, secret: login.secretId },
      tls: { ca: await this.#write('ca.crt', this.ca.certificatePem) },
      status: { ping: '1s' },
    };
    // JSON is YAML.
    const configuration = {
      version: 'v1',
      address: `127.0.0.1:${this.ports.kes}`,
      admin: { identity: 'disabled' },
      tls: {
        key: await this.#write('kes.key', this.#leaf.keyPem),
        cert: await this.#write('kes.crt', this.#leaf.certificatePem),
      },
      cache: { expiry: { any: '5m', unused: '20s', offline: '1s' } },
      policy: { sealab: { allow: login.allow, identities: [identity] } },
      keystore: { vault },
    };
    await this.#start('kes', [
      'server',
      `--config=${await this.#write('kes.yml', JSON.stringify(configuration))}`,
    ]);
  }

  async startMinio(options: { rootUser: string; rootPassword: string; keyName: string }): Promise<void> {
    await mkdir(join(this.#folder, 'certs', 'CAs'), { recursive: true });
    await this.#write('certs/public.crt', this.#leaf.certificatePem);
    await this.#write('certs/private.key', this.#leaf.keyPem);
    await this.#write('certs/CAs/ca.crt', this.ca.certificatePem);
    const environment = {
      MINIO_ROOT_USER: options.rootUser,
      MINIO_ROOT_PASSWORD: options.rootPassword,
      MINIO_KMS_KES_ENDPOINT: `https://127.0.0.1:${this.ports.kes}`,
      MINIO_KMS_KES_CERT_FILE: await this.#write('client.crt', this.client.certificatePem),
      MINIO_KMS_KES_KEY_FILE: await this.#write('client.key', this.client.keyPem),
      MINIO_KMS_KES_CAPATH: join(this.#folder, 'certs', 'CAs', 'ca.crt'),
      MINIO_KMS_KES_KEY_NAME: options.keyName,
      // One object after the other, so that a test can cancel a rotation in its middle (MinIO cmd/batch-rotate.go).
      _MINIO_BATCH_KEYROTATION_WORKERS: '1',
      MINIO_BATCH_KEYROTATION_WORKERS_WAIT: '20ms',
    };
    const listen = ['--address', `127.0.0.1:${this.ports.minio}`];
    const consoleAddress = ['--console-address', `127.0.0.1:${this.#spare.console}`];
    const folders = ['--certs-dir', join(this.#folder, 'certs'), join(this.#folder, 'drive')];
    await this.#start('minio', ['server', ...listen, ...consoleAddress, ...folders], environment);
  }

  async stop(program: string): Promise<void> {
    const child = this.#children.get(program);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Clients of all three servers, with the chain's own client certificate. */
  connect(root: Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>): LabClients {
    return createServiceClients().connect(
      {
        caPem: this.ca.certificatePem,
        vaultUrl: `https://127.0.0.1:${this.ports.vault}`,
        kesUrl: `https://127.0.0.1:${this.ports.kes}`,
        minioUrls: { minio: `https://127.0.0.1:${this.ports.minio}` },
      },
      {
        kesClient: {
          certificatePem: this.client.certificatePem,
          keyPem: new Secret(this.client.keyPem),
        },
        ...root,
      },
    );
  }

  signal(program: string, signal: NodeJS.Signals): void {
    this.#children.get(program)?.kill(signal);
  }

  log(program: string): Promise<string> {
    return readFile(join(this.#folder, `${program}.log`), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#children.keys()) await this.stop(program);
    await rm(this.#folder, { recursive: true, force: true });
    await this.ca[Symbol.asyncDispose]();
  }

  async #start(
    program: string,
    args: readonly string[],
    environment: Record<string, string> = {},
  ): Promise<void> {
    const log = openSync(join(this.#folder, `${program}.log`), 'a');
    const child = spawn(join(binaries, program), args, {
      stdio: ['ignore', log, log],
      env: { PATH: process.env['PATH'] ?? '', HOME: this.#folder, ...environment },
    });
    await once(child, 'spawn');
    this.#children.set(program, child);
  }

  async #write(name: string, content: string): Promise<string> {
    const path = join(this.#folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  }
}

async function freePorts(count: number, firstPort: number): Promise<readonly number[]> {
  const free: number[] = [];
  for (let port = firstPort; port < firstPort + portsToTry && free.length < count; port += 1) {
    if (await isFree(port)) free.push(port);
  }
  return free;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
