import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Socket, connect as tcpConnect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

const program = '/usr/bin/docker-registry';

/** What is pushed: one file in each layer. */
interface TestImage {
  readonly name: string;
  readonly tag: string;
  readonly architecture: string;
  readonly layers: readonly { readonly path: string; readonly content: Buffer | { readonly link: string } }[];
}

interface LoopbackRegistry extends AsyncDisposable {
  readonly port: number;
  /** Pushes an image by the registry's own protocol, so that no engine ever held it. Returns its digest. */
  push(image: TestImage): Promise<string>;
}

/** Who may use a registry that wants a login. */
export const ACCOUNT = { username: 'ann', password: 'a word of ann' };
/** The same as a line of htpasswd: bcrypt, as docker-registry wants it. */
const HTPASSWD = 'ann:$2b$04$XpdrGswJl8F1mLUwKckRFuUpqVME0yd5mYa6RZrqfcqbC1tXAbIDm';

/** Debian's docker-registry on a loopback port, with all it stores below `folder`. */
export async function startRegistry(
  folder: string,
  { wantsLogin = false }: { readonly wantsLogin?: boolean } = {},
): Promise<LoopbackRegistry> {
  await mkdir(folder, { recursive: true });
  const users = join(folder, 'htpasswd');
  if (wantsLogin) await writeFile(users, `${HTPASSWD}\n`);
  const port = await freePort();
  const config = join(folder, 'registry.json');
  await writeFile(
    config,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(folder, 'registry') } },
      http: { addr: `127.0.0.1:${port}`, secret: 'test' },
      ...(wantsLogin ? { auth: { htpasswd: { realm: 'test', path: users } } } : {}),
    }),
  );
  const server = spawn(program, ['serve', config], { stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}`;
  await untilItAnswers(server, address);
  return {
    port,
    push: (image) => push(address, image),
    [Symbol.asyncDispose]: async () => {
      if (server.exitCode !== null) return;
      server.kill();
      await once(server, 'exit');
    },
  };
}

/** A program for Linux as far as its header tells, of this size, whose bytes do not compress. */
export function pretendedProgram(architecture: 'amd64' | 'arm64', sizeBytes: number): Buffer {
  const content = randomBytes(sizeBytes);
  content.fill(0, 0, 64);
  content.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  content.writeUInt16LE(2, 16);
  content.writeUInt16LE(architecture === 'amd64' ? 62 : 183, 18);
  return content;
}

interface FaultyProxy extends AsyncDisposable {
  readonly port: number;
}

/**
 * Passes connections on until `bytes` came back; then it is silent, or gone with all its connections, or it cuts them
 * once and works again.
 */
export async function startFaultyProxy(
  targetPort: number,
  fault: { readonly bytes: number; readonly ending: 'silence' | 'end' | 'cut' },
): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  let passed = 0;
  let isCut = false;
  const server = createServer((client) => {
    const target = tcpConnect(targetPort, '127.0.0.1');
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(target);
    target.on('data', (chunk) => {
      passed += chunk.length;
      if (passed <= fault.bytes || isCut) {
        client.write(chunk);
        return;
      }
      if (fault.ending === 'silence') return;
      isCut = fault.ending === 'cut';
      if (fault.ending === 'end') server.close();
      for (const socket of sockets) socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return address.port;
}

async function untilItAnswers(server: ChildProcess, address: string): Promise<void> {
  for (let attempt = 0; attempt < 200 && server.exitCode === null; attempt += 1) {
    const answer = await send(`${address}/v2/`).catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(50);
  }
  throw new Error(`${program} does not answer at ${address}`);
}

/** Image manifest V2 schema 2: https://distribution.github.io/distribution/spec/manifest-v2-2/ */
async function push(address: string, image: TestImage): Promise<string> {
  const types = 'application/vnd.docker';
  const layers = [];
  const diffIds = [];
  for (const { path, content } of image.layers) {
    const tar = await tarOf(path, content);
    diffIds.push(digestOf(tar));
    const packed = gzipSync(tar, { level: 1 });
    const digest = await pushBlob(`${address}/v2/${image.name}`, packed);
    layers.push({ mediaType: `${types}.image.rootfs.diff.tar.gzip`, size: packed.length, digest });
  }
  const config = Buffer.from(
    JSON.stringify({
      architecture: image.architecture,
      os: 'linux',
      config: { Volumes: { '/declared': {} } },
      rootfs: { type: 'layers', diff_ids: diffIds },
      history: layers.map(() => ({ created: '2026-01-01T00:00:00Z', created_by: 'a test' })),
    }),
  );
  const configDigest = await pushBlob(`${address}/v2/${image.name}`, config);
  const mediaType = `${types}.distribution.manifest.v2+json`;
  const configEntry = {
    mediaType: `${types}.container.image.v1+json`,
    size: config.length,
    digest: configDigest,
  };
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType, config: configEntry, layers });
  await expectOk(
    await send(`${address}/v2/${image.name}/manifests/${image.tag}`, {
      method: 'PUT',
      headers: { 'Content-Type': mediaType },
      body: manifest,
    }),
  );
  return digestOf(Buffer.from(manifest));
}

async function pushBlob(repository: string, content: Buffer): Promise<string> {
  const digest = digestOf(content);
  const started = await expectOk(await send(`${repository}/blobs/uploads/`, { method: 'POST' }));
  const place = new URL(started.headers.get('Location') ?? '', repository);
  place.searchParams.set('digest', digest);
  await expectOk(
    await send(place, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: new Uint8Array(content),
    }),
  );
  return digest;
}

/** As `fetch`, logged in; a registry that wants no login does not look. */
async function send(url: string | URL, init: RequestInit = {}): Promise<Response> {
  const words = Buffer.from(`${ACCOUNT.username}:${ACCOUNT.password}`).toString('base64');
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Basic ${words}`);
  return await fetch(url, { ...init, headers });
}

async function expectOk(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new Error(`the registry answers ${response.status}: ${await response.text()}`);
}

async function tarOf(path: string, content: Buffer | { readonly link: string }): Promise<Buffer> {
  const tar = pack();
  const name = path.replace(/^\//, '');
  if (Buffer.isBuffer(content)) tar.entry({ name, mode: 0o755 }, content);
  else tar.entry({ name, type: 'symlink', linkname: content.link });
  tar.finalize();
  return await buffer(tar);
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
