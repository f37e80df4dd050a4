import { expect, onTestFinished, test, vi } from 'vitest';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import { decodeFrame, encodeFrame } from '#shared/protocol/wire.ts';
import { connectWebSocket, socketUrl } from './websocket-carrier.ts';

test('the socket of a page is on its own host', () => {
  expect(socketUrl({ host: 'localhost:4711' })).toBe('ws://localhost:4711/socket');
});

test('the first frame is the hello, and the carrier is there after the welcome', async () => {
  const { url, got } = await listen((socket) => socket.send('{"type":"welcome"}'));
  const carrier = await connectWebSocket(url, 'secret');
  expect(got).toEqual([{ type: 'hello', token: 'secret' }]);
  carrier.send({ type: 'cancel', id: 1 });
  await vi.waitFor(() => expect(got[1]).toEqual({ type: 'cancel', id: 1 }));
});

test('bytes go both ways', async () => {
  const { url, server, got } = await listen((socket) => {
    socket.send('{"type":"welcome"}');
    socket.send(encodeFrame({ type: 'chunk', value: Uint8Array.of(1, 2) }));
  });
  const carrier = await connectWebSocket(url, 'secret');
  const frames: unknown[] = [];
  carrier.onFrame((frame) => frames.push(frame));
  await vi.waitFor(() => expect(frames).toEqual([{ type: 'chunk', value: Uint8Array.of(1, 2) }]));
  carrier.send({ type: 'chunk', value: [Uint8Array.of(3)] });
  await vi.waitFor(() => expect(got[1]).toEqual({ type: 'chunk', value: [Uint8Array.of(3)] }));
  const closed = vi.fn();
  carrier.onClose(closed);
  for (const socket of server.clients) socket.send(Buffer.from('no message'));
  await vi.waitFor(() => expect(closed).toHaveBeenCalledExactlyOnceWith('lost'));
});

test('frames that come right behind the welcome are kept for the listener', async () => {
  const { url } = await listen((socket) => {
    socket.send('{"type":"welcome"}');
    socket.send('{"number":1}');
    socket.send('{"number":2}');
  });
  const carrier = await connectWebSocket(url, 'secret');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const got: unknown[] = [];
  carrier.onFrame((frame) => got.push(frame));
  expect(got).toEqual([{ number: 1 }, { number: 2 }]);
});

test('a refused token is unauthorized and says which address to open', async () => {
  const { url } = await listen((socket) => socket.close(1008));
  await expect(connectWebSocket(url, 'wrong')).rejects.toMatchObject({
    code: 'unauthorized',
    fix: expect.stringContaining('npm start'),
  });
});

test.each([
  ['closes', (socket: ServerSocket) => socket.close(1001)],
  ['says something else', (socket: ServerSocket) => socket.send('{"type":"result"}')],
  ['sends no JSON', (socket: ServerSocket) => socket.send('welcome')],
  ['sends bytes', (socket: ServerSocket) => socket.send(Buffer.from('{"type":"welcome"}'))],
])('a server that %s instead of a welcome is not Sealab', async (_what, answer) => {
  const { url, server } = await listen(answer);
  await expect(connectWebSocket(url, 'secret')).rejects.toMatchObject({ code: 'protocol' });
  await vi.waitFor(() => expect(server.clients.size).toBe(0));
});

test('no server at all is a protocol error', async () => {
  const { url, server } = await listen(() => {});
  await new Promise((resolve) => server.close(resolve));
  await expect(connectWebSocket(url, 'secret')).rejects.toMatchObject({ code: 'protocol' });
});

test.each([
  [1001, 'lost'],
  [1013, 'lost'],
  [1008, 'unauthorized'],
] as const)('a close with %i is “%s”, told once', async (code, reason) => {
  const { url, server } = await listen((socket) => socket.send('{"type":"welcome"}'));
  const carrier = await connectWebSocket(url, 'secret');
  const reasons: string[] = [];
  carrier.onClose((why) => reasons.push(why));
  for (const socket of server.clients) socket.close(code);
  await vi.waitFor(() => expect(reasons).toEqual([reason]));
  carrier.send({ type: 'cancel', id: 1 });
  carrier.close();
  carrier.onClose((why) => reasons.push(`late ${why}`));
  expect(reasons).toEqual([reason, `late ${reason}`]);
});

test('a text that is no JSON ends the connection', async () => {
  const { url, server } = await listen((socket) => socket.send('{"type":"welcome"}'));
  const carrier = await connectWebSocket(url, 'secret');
  const closed = vi.fn();
  carrier.onClose(closed);
  for (const socket of server.clients) socket.send('{');
  await vi.waitFor(() => expect(closed).toHaveBeenCalledExactlyOnceWith('lost'));
  await vi.waitFor(() => expect(server.clients.size).toBe(0));
});

interface Listening {
  readonly url: string;
  readonly server: WebSocketServer;
  /** The frames of all clients. */
  readonly got: unknown[];
}

/** A server that answers the first frame of each client with `answer`. */
async function listen(answer: (socket: ServerSocket) => void): Promise<Listening> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const got: unknown[] = [];
  server.on('connection', (socket) => {
    socket.once('message', () => answer(socket));
    socket.on('message', (data, isBinary) => {
      if (Buffer.isBuffer(data)) got.push(decodeFrame(isBinary ? data : data.toString()));
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `ws://127.0.0.1:${address.port}/socket`, server, got };
}
