import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Handlers } from '#shared/protocol/handlers.ts';
import { encodeFrame } from '#shared/protocol/wire.ts';
import { startWebServer, type WebServer } from './web-server.ts';
import { textOf } from './websocket-carrier.ts';

const PROBE = 999_999;
let server: WebServer;

beforeAll(async () => {
  const handlers: Partial<Handlers> = {
    'system.about': async () => ({
      version: '1',
      homeFolder: '/h',
      cacheFolder: '/c',
      platform: 'test',
      pid: 1,
    }),
    'operations.cancel': async () => true,
    'labs.changed': async (_input, { publish }) => publish([]),
    'events.follow': (_input, { write }) => write([]),
    'objects.upload': async (_input, { chunks }) => {
      for await (const _ of chunks);
      return { etag: 'e', encryption: 'none' };
    },
  };
  server = await startWebServer({
    rendererFolder: tmpdir(),
    // oxlint-disable-next-line no-unsafe-type-assertion -- an entry that is left out fails the call, which is an answer
    handlers: handlers as Handlers,
    limits: { helloMs: 500, headersMs: 500, wrongTokenDelayMs: 10 },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const name = fc.oneof(
  fc.constantFrom(
    'system.about',
    'operations.cancel',
    'labs.changed',
    'events.follow',
    'labs.up',
    '__proto__',
  ),
  fc.string(),
);
const id = fc.nat({ max: 5 });
const input = fc.oneof(
  fc.constant({}),
  fc.constant({ lab: 'one' }),
  fc.constant({ id: 'x' }),
  fc.jsonValue(),
);
const goodFrame = fc.oneof(
  // An id of its own for each request: a second request with the id of a running one closes the connection.
  fc.record({ type: fc.constant('request'), id: fc.nat({ max: 900_000 }), name, input }),
  fc.record({ type: fc.constant('cancel'), id }),
  fc.record({ type: fc.constant('credit'), id, count: fc.integer({ min: 1, max: 1024 }) }),
  fc.record({ type: fc.constant('chunk'), id, sequence: fc.nat(3), value: fc.uint8Array({ maxLength: 50 }) }),
  fc.record({ type: fc.constant('end'), id }),
);
/** An upload of one id, and what may come for it. */
const upload = fc
  .array(
    fc.oneof(
      fc.record({
        type: fc.constant('chunk'),
        id: fc.constant(900_001),
        sequence: fc.nat(9),
        value: fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.jsonValue()),
      }),
      fc.record({ type: fc.constantFrom('end', 'cancel'), id: fc.constant(900_001) }),
    ),
    { maxLength: 12 },
  )
  .map((frames) => [
    {
      type: 'request',
      id: 900_001,
      name: 'objects.upload',
      input: { lab: 'one', bucket: 'mine', key: 'a', sizeBytes: 1, encryption: { kind: 'bucket-default' } },
    },
    ...frames,
  ])
  .map((frames) => frames.map((value) => encodeFrame(value)));
const almostFrame = fc.record(
  {
    type: fc.oneof(fc.constantFrom('request', 'cancel', 'credit', 'hello', 'result'), fc.string()),
    id: fc.oneof(fc.nat({ max: 5 }), fc.double(), fc.string()),
    name,
    input: fc.oneof(fc.constant({}), fc.constant({ lab: 'one' }), fc.jsonValue()),
    count: fc.oneof(fc.nat({ max: 2000 }), fc.integer()),
    from: fc.oneof(fc.nat(), fc.double()),
  },
  { requiredKeys: ['type', 'id'] },
);
const good = goodFrame.map((value) => encodeFrame(value));
const damaged = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(200), fc.nat(255))
  .map(([value, at, byte]) => {
    const message = Buffer.from(encodeFrame({ type: 'chunk', id: 1, sequence: 0, value }));
    message[at % message.length] = byte;
    return message;
  });
const frame = fc.oneof(
  { weight: 8, arbitrary: good },
  { weight: 4, arbitrary: almostFrame.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: damaged },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)) },
);

test('whatever a client sends after its hello, the server answers or closes', async () => {
  const ends = { answered: 0, closed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.oneof(many(good), many(frame), upload), async (sent) => {
      const socket = await signIn();
      const end = untilAnswerOrClose(socket);
      for (const one of sent) socket.send(one);
      socket.send(JSON.stringify({ type: 'request', id: PROBE, name: 'system.about', input: {} }));
      ends[await end] += 1;
      socket.terminate();
    }),
    { numRuns: 300 },
  );
  // Both ends are reached, so the frames are neither all nonsense nor all fine.
  expect(Math.min(ends.answered, ends.closed)).toBeGreaterThan(20);
  await isWell();
}, 30_000);

test('whatever comes first on a socket, only the hello is answered', async () => {
  await fc.assert(
    fc.asyncProperty(frame, async (first) => {
      const socket = await open();
      const got: unknown[] = [];
      socket.on('message', (data) => got.push(data));
      socket.send(first);
      await once(socket, 'close');
      expect(got).toEqual([]);
    }),
    { numRuns: 100 },
  );
  await isWell();
}, 30_000);

test('bytes that are neither HTTP nor WebSocket do no harm, before or after the upgrade', async () => {
  const upgrade = [
    'GET /socket HTTP/1.1',
    `Host: 127.0.0.1:${server.port}`,
    `Origin: ${server.origin}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
    '',
    '',
  ].join('\r\n');
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.uint8Array({ minLength: 1, maxLength: 500 }),
      async (isUpgraded, bytes) => {
        const socket = connect(server.port, '127.0.0.1');
        socket.on('error', () => {});
        socket.resume();
        await once(socket, 'connect');
        if (isUpgraded) socket.write(upgrade);
        socket.end(bytes);
        await once(socket, 'close');
      },
    ),
    { numRuns: 200 },
  );
  await isWell();
}, 60_000);

function many(one: fc.Arbitrary<string | Uint8Array>): fc.Arbitrary<(string | Uint8Array)[]> {
  return fc.array(one, { minLength: 1, maxLength: 8 });
}

async function isWell(): Promise<void> {
  const socket = await signIn();
  const end = untilAnswerOrClose(socket);
  socket.send(JSON.stringify({ type: 'request', id: PROBE, name: 'system.about', input: {} }));
  expect(await end).toBe('answered');
  socket.terminate();
}

function untilAnswerOrClose(socket: WebSocket): Promise<'answered' | 'closed'> {
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      const answer: unknown = JSON.parse(textOf(data));
      if (typeof answer === 'object' && answer !== null && 'id' in answer && answer.id === PROBE)
        resolve('answered');
    });
    socket.once('close', () => resolve('closed'));
  });
}

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/socket`, { origin: server.origin });
  socket.on('error', () => {});
  await once(socket, 'open');
  return socket;
}

async function signIn(): Promise<WebSocket> {
  const socket = await open();
  socket.send(JSON.stringify({ type: 'hello', token: server.url.split('#token=')[1] }));
  await once(socket, 'message');
  return socket;
}
