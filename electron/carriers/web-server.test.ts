import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { OutputOf } from '#shared/contract/index.ts';
import { SealabError } from '#shared/errors.ts';
import { Client } from '#shared/protocol/client.ts';
import type { Handlers } from '#shared/protocol/handlers.ts';
import { encodeFrame } from '#shared/protocol/wire.ts';
import type { WebLimits } from './web-limits.ts';
import { startWebServer, type WebServer } from './web-server.ts';
import { WebSocketCarrier } from './websocket-carrier.ts';

const about = { version: '1', homeFolder: '/h', cacheFolder: '/c', platform: 'test', pid: 1 };
let page: string;

beforeAll(async () => {
  page = await mkdtemp(join(tmpdir(), 'sealab-page-'));
  await writeFile(join(page, 'index.html'), '<!doctype html>');
});
afterAll(() => rm(page, { recursive: true }));

test('the address holds 32 fresh random bytes', async () => {
  const [one, two] = [await start(), await start()];
  expect(Buffer.from(tokenOf(one), 'base64url')).toHaveLength(32);
  expect(tokenOf(one)).not.toBe(tokenOf(two));
  expect(one.url).toBe(`http://127.0.0.1:${one.port}/#token=${tokenOf(one)}`);
});

test('the preferred port is used if it is free, and another one if not', async () => {
  const first = await start();
  const second = await start({ preferredPort: first.port });
  expect(second.port).not.toBe(first.port);
  const free = first.port;
  await first[Symbol.asyncDispose]();
  expect((await start({ preferredPort: free })).port).toBe(free);
});

test('the server listens on 127.0.0.1 and on no other address', async () => {
  const server = await start();
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && !address.address.startsWith('fe80'))
    .map((address) => address.address);
  await expect(reaches('127.0.0.1', server.port)).resolves.toBe(true);
  // 127.0.0.2 shows a listener on 0.0.0.0 also where this machine has no other address.
  for (const host of [...others, '127.0.0.2', '::1'])
    expect([host, await reaches(host, server.port)]).toEqual([host, false]);
});

test('the right token is welcomed, and then the protocol is spoken', async () => {
  const server = await start();
  const socket = open(server);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', token: tokenOf(server) }));
  expect(await nextFrame(socket)).toEqual({ type: 'welcome' });
  expect(server.connections).toBe(1);
  socket.send(JSON.stringify({ type: 'request', id: 0, name: 'system.about', input: {} }));
  expect(await nextFrame(socket)).toEqual({ type: 'result', id: 0, ok: true, value: about });
  socket.close();
  await vi.waitFor(() => expect(server.connections).toBe(0));
});

const strange: readonly [string, (token: string) => string | Buffer][] = [
  ['a wrong token', () => hello('A'.repeat(43))],
  ['an empty token', () => hello('')],
  ['a part of the token', (token) => hello(token.slice(0, -1))],
  ['more than the token', (token) => hello(`${token}A`)],
  ['a token of many kilobytes', () => hello('A'.repeat(100_000))],
  ['no token', () => '{"type":"hello"}'],
  ['a token that is no text', (token) => JSON.stringify({ type: 'hello', token: [token] })],
  ['a field too many', (token) => JSON.stringify({ type: 'hello', token, name: 'x' })],
  ['the token alone', (token) => JSON.stringify(token)],
  [
    'a request before the hello',
    () => JSON.stringify({ type: 'request', id: 0, name: 'system.about', input: {} }),
  ],
  ['a text that is no JSON', () => 'hello'],
  ['null', () => 'null'],
  ['a binary hello', (token) => Buffer.from(hello(token))],
];
test.each(strange)('%s as the first frame is closed with 1008, without a word', async (_what, first) => {
  const server = await start();
  const socket = open(server);
  const got = frames(socket);
  await once(socket, 'open');
  socket.send(first(tokenOf(server)));
  expect(await closing(socket)).toEqual({ code: 1008, reason: '' });
  expect({ got, connections: server.connections }).toEqual({ got: [], connections: 0 });
});

test('a hello that does not come within 2 s is closed with 1008', async () => {
  const server = await start();
  const socket = open(server);
  await once(socket, 'open');
  const startMs = performance.now();
  expect(await closing(socket)).toEqual({ code: 1008, reason: '' });
  expect(performance.now() - startMs).toBeGreaterThan(1900);
  expect(performance.now() - startMs).toBeLessThan(4000);
});

test('a frame between the hello and the welcome is refused, even behind the right token', async () => {
  const neverCalled = vi.fn(async () => about);
  const server = await start({
    handlers: { 'system.about': neverCalled },
    limits: { wrongTokens: 1, wrongTokenDelayMs: 200 },
  });
  await timeOf(server, 'wrong');
  const socket = open(server);
  const got = frames(socket);
  await once(socket, 'open');
  socket.send(hello(tokenOf(server)));
  socket.send(JSON.stringify({ type: 'request', id: 0, name: 'system.about', input: {} }));
  expect(await closing(socket)).toEqual({ code: 1008, reason: '' });
  await sleep(300);
  expect({ got, connections: server.connections }).toEqual({ got: [], connections: 0 });
  expect(neverCalled).not.toHaveBeenCalled();
});

test('after five wrong tokens each answer is delayed, also the one to the right token', async () => {
  const server = await start({ limits: { wrongTokenDelayMs: 1_000 } });
  for (let count = 0; count < 5; count += 1) expect(await timeOf(server, 'wrong')).toBeLessThan(900);
  expect(await timeOf(server, 'wrong')).toBeGreaterThan(980);
  expect(await timeOf(server, tokenOf(server))).toBeGreaterThan(980);
});

test('the delay ends when the wrong tokens are old', async () => {
  const server = await start({ limits: { wrongTokenDelayMs: 5_000, wrongTokenWindowMs: 200 } });
  for (let count = 0; count < 5; count += 1) await timeOf(server, 'wrong');
  await sleep(250);
  expect(await timeOf(server, tokenOf(server))).toBeLessThan(2_500);
});

test.each([
  ['a foreign Origin', { origin: 'http://evil.example' }, 403],
  ['a foreign Origin with our port', { origin: 'http://evil.example:PORT' }, 403],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
  ['no port', { origin: 'http://127.0.0.1' }, 403],
  ['https', { origin: 'https://127.0.0.1:PORT' }, 403],
  ['the other loopback name', { origin: 'http://localhost:PORT' }, 403],
  ['a longer Origin', { origin: 'http://127.0.0.1:PORT/' }, 403],
  ['the null Origin', { origin: 'null' }, 403],
  ['no Origin', { origin: undefined }, 403],
  ['a foreign Host', { host: 'evil.example:PORT' }, 421],
  ['a foreign Host and its Origin', { host: 'evil.example:PORT', origin: 'http://evil.example:PORT' }, 421],
  ['another path', { path: '/' }, 404],
  ['a path below', { path: '/socket/x' }, 404],
  ['a query', { path: '/socket?token=x' }, 404],
])('an upgrade with %s is refused', async (_what, change, status) => {
  const server = await start();
  const socket = open(server, change);
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(status);
  expect(response.headers).not.toHaveProperty('access-control-allow-origin');
});

test('localhost is as good a name as 127.0.0.1 when Host and Origin agree', async () => {
  const server = await start();
  const name = { host: 'localhost:PORT', origin: 'http://localhost:PORT' };
  const client = await signIn(server, name);
  await expect(client.ask('system.about', {})).resolves.toEqual(about);
});

test.each([
  ['a text that is no JSON', '{"type":', 1007],
  ['an empty text', '', 1007],
  ['a number', '1', 1002],
  ['null', 'null', 1002],
  ['a list', '[]', 1002],
  ['an unknown frame type', '{"type":"shout","id":1}', 1002],
  ['a second hello', '{"type":"hello","token":"x"}', 1002],
  ['bytes that are no message', Buffer.from('{"type":"cancel","id":1}'), 1007],
  [
    'bytes with a frame that is none',
    Buffer.from(encodeFrame({ type: 'shout', value: Uint8Array.of(1) })),
    1002,
  ],
  ['an empty message of bytes', Buffer.alloc(0), 1007],
  [
    'a frame of more than 1 MiB and what is around a chunk',
    JSON.stringify({ type: 'request', id: 1, name: 'x', input: 'y'.repeat(1024 * 1024 + 64 * 1024) }),
    1009,
  ],
  ['nesting without end', `${'['.repeat(400_000)}${']'.repeat(400_000)}`, 1002],
])('%s closes the connection', async (_what, frame, code) => {
  const server = await start();
  const other = await signIn(server);
  const socket = await signInRaw(server);
  const got = frames(socket);
  socket.send(frame);
  expect(await closing(socket)).toEqual({ code, reason: '' });
  expect(got).toEqual([]);
  await expect(other.ask('system.about', {})).resolves.toEqual(about);
});

test('a frame of almost 1 MiB is read', async () => {
  const socket = await signInRaw(await start());
  socket.send(JSON.stringify({ type: 'request', id: 1, name: 'x', input: 'y'.repeat(1024 * 1024 - 100) }));
  expect(await nextFrame(socket)).toMatchObject({ type: 'failure', id: 1 });
});

test('bytes go both ways: chunks of 1 MiB up, as many bytes down', async () => {
  const total = 20 * 1024 * 1024;
  let got = 0;
  const server = await start({
    handlers: {
      'objects.upload': async (_input, { chunks }) => {
        for await (const chunk of chunks) got += chunk.length;
        return { etag: 'e', encryption: 'none' };
      },
      'objects.download': async (_input, { write }) => {
        for (let sent = 0; sent < total; sent += 256 * 1024) await write(new Uint8Array(256 * 1024).fill(7));
      },
    },
  });
  const client = await signIn(server);
  async function* source(): AsyncGenerator<Uint8Array, void, void> {
    for (let sent = 0; sent < total; sent += 1024 * 1024) yield new Uint8Array(1024 * 1024);
  }
  const place = { lab: 'one', bucket: 'mine', key: 'a' };
  await client.upload(
    'objects.upload',
    { ...place, sizeBytes: total, encryption: { kind: 'bucket-default' } },
    { chunks: source() },
  );
  let read = 0;
  await client.read('objects.download', place, {
    signal: new AbortController().signal,
    onChunk: (chunk) => {
      read += chunk.length;
      expect(chunk[chunk.length - 1]).toBe(7);
    },
  });
  expect([got, read]).toEqual([total, total]);
});

test('an operation runs end to end with progress, and cancels', async () => {
  const server = await start({
    handlers: {
      'system.doctor': async ({ name }, { report, signal }) => {
        for (const fraction of [0, 0.5, 1]) report({ title: 'Doctor', steps: [], fraction, elapsedMs: 1 });
        if (name === 'endless') await aborted(signal);
        return { findings: [] };
      },
    },
  });
  const client = await signIn(server);
  const fractions: number[] = [];
  const onProgress = (progress: { readonly fraction: number }): void =>
    void fractions.push(progress.fraction);
  await expect(client.run('system.doctor', {}, { onProgress })).resolves.toEqual({ findings: [] });
  expect(fractions).toEqual([0, 0.5, 1]);
  const controller = new AbortController();
  const endless = client.run(
    'system.doctor',
    { name: 'endless' },
    { signal: controller.signal, onProgress: () => controller.abort() },
  );
  await expect(endless).rejects.toMatchObject({ code: 'cancelled' });
});

test('a feed reaches two clients, and ends for the one that leaves', async () => {
  const publishers = new Set<(value: OutputOf<'labs.changed'>) => void>();
  const server = await start({
    handlers: {
      'labs.changed': async (_input, { publish, signal }) => {
        publishers.add(publish);
        await aborted(signal).finally(() => publishers.delete(publish));
      },
    },
  });
  const clients = [await signIn(server), await signIn(server)] as const;
  const seen: string[][] = [[], []];
  const never = new AbortController().signal;
  const follows = clients.map((client, index) =>
    client.follow(
      'labs.changed',
      {},
      { signal: never, onValue: (labs) => seen[index]?.push(labs[0]?.name ?? '') },
    ),
  );
  const settledFollows = Promise.allSettled(follows);
  await vi.waitFor(() => expect(publishers.size).toBe(2));
  for (const publish of publishers) publish([{ name: 'one', status: 'running' }]);
  await vi.waitFor(() => expect(seen).toEqual([['one'], ['one']]));
  clients[0].close();
  await vi.waitFor(() => expect(publishers.size).toBe(1));
  for (const publish of publishers) publish([{ name: 'two', status: 'running' }]);
  await vi.waitFor(() => expect(seen).toEqual([['one'], ['one', 'two']]));
  clients[1].close();
  await settledFollows;
});

test('a stream of ten thousand chunks arrives in order', async () => {
  const server = await start({
    handlers: {
      'events.follow': async (_input, { from, write }) => {
        for (let index = from; index < 10_000; index += 1) await write([]);
      },
    },
  });
  const client = await signIn(server);
  const sequences: number[] = [];
  await client.read(
    'events.follow',
    { lab: 'one' },
    {
      signal: new AbortController().signal,
      onChunk: (_chunk, sequence) => sequences.push(sequence),
    },
  );
  expect(sequences).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
});

test('an operation goes on when its client is gone, and another client sees its end', async () => {
  let end: () => void = () => {};
  let isDone = false;
  const server = await start({
    handlers: {
      'system.doctor': async (_input, { report }) => {
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        report({ title: 'Doctor', steps: [], fraction: 1, elapsedMs: 1 });
        isDone = true;
        return { findings: [] };
      },
      'operations.cancel': async () => isDone,
    },
  });
  const first = await signIn(server);
  const run = first.run('system.doctor', {}).catch((error: unknown) => error);
  await sleep(50);
  first.close();
  expect(await run).toMatchObject({ code: 'protocol' });
  await vi.waitFor(() => expect(server.connections).toBe(0));
  end();
  const second = await signIn(server);
  await vi.waitFor(async () => expect(await second.ask('operations.cancel', { id: 'x' })).toBe(true));
});

test('a client that does not read is cut, its connection is freed, and others are not held up', async () => {
  const lines: string[] = [];
  const large = 'x'.repeat(200_000);
  const server = await start({
    log: (line) => lines.push(line),
    limits: { bufferedBytes: 1_000_000, sockets: 2 },
    handlers: {
      'labs.changed': async (_input, { publish, signal }) => {
        while (!signal.aborted) {
          publish([{ name: large, status: 'running' }]);
          await sleep(1);
        }
      },
    },
  });
  const socket = await signInRaw(server);
  socket.pause();
  const other = await signIn(server);
  socket.send(JSON.stringify({ type: 'request', id: 1, name: 'labs.changed', input: {} }));
  await vi.waitFor(() => expect(server.connections).toBe(1), { timeout: 4000 });
  expect(lines).toContainEqual(expect.stringContaining('1013'));
  await expect(other.ask('system.about', {})).resolves.toEqual(about);
  await sleep(1000);
  await signIn(server);
});

test('a client that answers no ping is cut; one that does stays', async () => {
  const server = await start({ limits: { heartbeatMs: 100 } });
  const dead = await signInRaw(server, { autoPong: false });
  const alive = await signIn(server);
  expect((await closing(dead)).code).toBe(1006);
  await sleep(300);
  expect(server.connections).toBe(1);
  await expect(alive.ask('system.about', {})).resolves.toEqual(about);
});

test('a flood of connections is bounded, and a good client gets in after it', async () => {
  const server = await start({ limits: { headersMs: 1_000 } });
  const flood = await Promise.all(Array.from({ length: 150 }, () => tcp(server.port)));
  // Before any of them has waited too long for its headers.
  await vi.waitFor(() => expect(flood.filter((socket) => !socket.closed).length).toBeLessThanOrEqual(64), {
    timeout: 800,
  });
  await vi.waitFor(() => expect(flood.filter((socket) => !socket.closed)).toEqual([]), { timeout: 4000 });
  await expect((await signIn(server)).ask('system.about', {})).resolves.toEqual(about);
});

test('a flood of sockets without hello is bounded too', async () => {
  const server = await start({ limits: { helloMs: 300 } });
  const sockets = Array.from({ length: 100 }, () => open(server));
  for (const socket of sockets) socket.on('error', () => {});
  await sleep(200);
  expect(sockets.filter((socket) => socket.readyState === WebSocket.OPEN).length).toBeLessThanOrEqual(64);
  await vi.waitFor(
    () => expect(sockets.every((socket) => socket.readyState === WebSocket.CLOSED)).toBe(true),
    { timeout: 4000 },
  );
  await signIn(server);
});

test('a request that is sent byte by byte is cut', async () => {
  const server = await start({ limits: { headersMs: 300 } });
  const socket = await tcp(server.port);
  socket.write('GET / HTTP/1.1\r\n');
  const drip = setInterval(() => socket.write('a'), 50);
  await vi.waitFor(() => expect(socket.closed).toBe(true), { timeout: 4000 });
  clearInterval(drip);
});

test('the end of the server closes every client with 1001, ends its feeds and frees the port, within a second', async () => {
  const feedEnded = vi.fn();
  const server = await start({
    handlers: { 'labs.changed': (_input, { signal }) => aborted(signal).finally(feedEnded) },
  });
  const polite = await signInRaw(server);
  polite.send(JSON.stringify({ type: 'request', id: 1, name: 'labs.changed', input: {} }));
  const deaf = await signInRaw(server);
  deaf.pause();
  const nameless = open(server);
  await once(nameless, 'open');
  const idle = await tcp(server.port);
  const goodbye = closing(polite);
  const startMs = performance.now();
  await server[Symbol.asyncDispose]();
  expect(performance.now() - startMs).toBeLessThan(1000);
  expect((await goodbye).code).toBe(1001);
  expect(feedEnded).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(idle.closed).toBe(true));
  await expect(reaches('127.0.0.1', server.port)).resolves.toBe(false);
});

test('disposing twice is harmless', async () => {
  const server = await start();
  await server[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test('no line of the log holds the token, whatever a client does', async () => {
  const lines: string[] = [];
  const server = await start({ log: (line) => lines.push(line) });
  const token = tokenOf(server);
  await signIn(server);
  await timeOf(server, `${token}x`);
  const socket = await signInRaw(server);
  socket.send(`{"token":"${token}"`);
  await closing(socket);
  const refused = open(server, { path: `/socket?token=${token}`, origin: `http://${token}` });
  await once(refused, 'unexpected-response');
  await fetch(`${server.origin}/?token=${token}`, { headers: { origin: token, referer: token } });
  await fetch(`${server.origin}/${token}`);
  await server[Symbol.asyncDispose]();
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.join('\n')).not.toContain(token);
});

interface StartOptions {
  readonly handlers?: Partial<Handlers>;
  readonly limits?: Partial<WebLimits>;
  readonly log?: (line: string) => void;
  readonly preferredPort?: number;
}

async function start({ handlers, ...options }: StartOptions = {}): Promise<WebServer> {
  const given: Partial<Handlers> = { 'system.about': async () => about, ...handlers };
  // oxlint-disable-next-line no-unsafe-type-assertion -- the entries that are left out are never asked for
  const server = await startWebServer({ rendererFolder: page, handlers: given as Handlers, ...options });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

interface OpenOptions {
  readonly host?: string;
  readonly origin?: string | undefined;
  readonly path?: string;
  readonly autoPong?: boolean;
}

function open(server: WebServer, options: OpenOptions = {}): WebSocket {
  const { host, path = '/socket', autoPong = true } = options;
  const origin = 'origin' in options ? options.origin : server.origin;
  const withPort = (text: string): string => text.replace('PORT', String(server.port));
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, {
    autoPong,
    headers: host === undefined ? {} : { host: withPort(host) },
    ...(origin === undefined ? {} : { origin: withPort(origin) }),
  });
  onTestFinished(() => socket.terminate());
  socket.on('error', () => {});
  return socket;
}

async function signInRaw(server: WebServer, options: OpenOptions = {}): Promise<WebSocket> {
  const socket = open(server, options);
  await once(socket, 'open');
  socket.send(hello(tokenOf(server)));
  await nextFrame(socket);
  return socket;
}

async function signIn(server: WebServer, options: OpenOptions = {}): Promise<Client> {
  const socket = await signInRaw(server, options);
  return new Client(new WebSocketCarrier(socket, { bufferedBytes: 1e9, log: () => {} }));
}

function hello(token: string): string {
  return JSON.stringify({ type: 'hello', token });
}

function tokenOf(server: WebServer): string {
  return server.url.split('#token=')[1] ?? '';
}

/** How long the server takes to answer a hello, in milliseconds. */
async function timeOf(server: WebServer, token: string): Promise<number> {
  const socket = open(server);
  await once(socket, 'open');
  const startMs = performance.now();
  socket.send(hello(token));
  await Promise.race([once(socket, 'message'), once(socket, 'close')]);
  const tookMs = performance.now() - startMs;
  socket.terminate();
  return tookMs;
}

async function nextFrame(socket: WebSocket): Promise<unknown> {
  const [data] = await once(socket, 'message');
  return JSON.parse(String(data));
}

function frames(socket: WebSocket): string[] {
  const got: string[] = [];
  socket.on('message', (data) => got.push(Buffer.isBuffer(data) ? data.toString() : 'binary'));
  return got;
}

async function closing(socket: WebSocket): Promise<{ readonly code: number; readonly reason: string }> {
  const [code, reason] = await once(socket, 'close');
  return { code, reason: String(reason) };
}

async function tcp(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  onTestFinished(() => void socket.destroy());
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port, timeout: 1000 });
    const end = (isReached: boolean) => () => {
      socket.destroy();
      resolve(isReached);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new SealabError('cancelled', 'Cancelled.')), {
      once: true,
    });
  });
}

function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
