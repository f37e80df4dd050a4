import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Handlers } from '#shared/protocol/handlers.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const SCRIPT = `/* ${'sealab '.repeat(500)} */`;
let folder: string;
let server: WebServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealab-page-'));
  await mkdir(join(folder, 'page', 'assets', 'fonts'), { recursive: true });
  await mkdir(join(folder, 'page-other'));
  await Promise.all([
    writeFile(join(folder, 'outside.txt'), 'OUTSIDE'),
    writeFile(join(folder, 'page-other', 'outside.txt'), 'OUTSIDE'),
    writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Sealab</title>'),
    writeFile(join(folder, 'page', '.env'), 'HIDDEN'),
    writeFile(join(folder, 'page', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    writeFile(join(folder, 'page', 'assets', 'index-B1a_2c-D.js'), SCRIPT),
    writeFile(join(folder, 'page', 'assets', 'plain.js'), SCRIPT),
    writeFile(join(folder, 'page', 'assets', 'fonts', 'inter-0123abcd.woff2'), Buffer.alloc(4000)),
  ]);
  await symlink(join(folder, 'outside.txt'), join(folder, 'page', 'link.txt'));
  await symlink(join(folder, 'page-other'), join(folder, 'page', 'sibling'));
  await symlink('/', join(folder, 'page', 'root'));
  server = await startWebServer({ rendererFolder: join(folder, 'page'), handlers: noHandlers() });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('the page itself is never cached and carries every protective header', async () => {
  const { status, headers, body } = await get('/');
  expect({ status, body: body.toString() }).toEqual({
    status: 200,
    body: '<!doctype html><title>Sealab</title>',
  });
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
  expect(headers).not.toHaveProperty('set-cookie');
  expect((await get('/index.html')).body).toEqual(body);
});

test('the content security policy allows the page and its own socket, and nothing else', async () => {
  const { headers } = await get('/');
  expect(String(headers['content-security-policy']).split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    `connect-src 'self' ws://127.0.0.1:${server.port}`,
    "img-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
  const byName = await get('/', { host: `localhost:${server.port}` });
  expect(byName.headers['content-security-policy']).toContain(
    `connect-src 'self' ws://localhost:${server.port};`,
  );
});

test.each([
  ['/assets/index-B1a_2c-D.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['/assets/fonts/inter-0123abcd.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
  ['/assets/plain.js', 'text/javascript; charset=utf-8', 'no-store'],
  ['/icon.svg?v=1', 'image/svg+xml', 'no-store'],
])('%s is sent as %s with %s', async (path, type, cache) => {
  const { status, headers } = await get(path);
  expect({ status, type: headers['content-type'], cache: headers['cache-control'] }).toEqual({
    status: 200,
    type,
    cache,
  });
});

test('a text is compressed as the browser can take it, twice the same', async () => {
  for (const _again of [1, 2]) {
    const brotli = await get('/assets/plain.js', { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT);
    const gzip = await get('/assets/plain.js', { 'accept-encoding': 'gzip' });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT);
    const plain = await get('/assets/plain.js', { 'accept-encoding': 'br;q=0' });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(plain.body.toString()).toBe(SCRIPT);
  }
  const font = await get('/assets/fonts/inter-0123abcd.woff2', { 'accept-encoding': 'br' });
  expect(font.headers).not.toHaveProperty('content-encoding');
});

test('a file that was built anew is sent anew', async () => {
  const file = join(folder, 'page', 'fresh.txt');
  await writeFile(file, 'old');
  expect((await get('/fresh.txt')).body.toString()).toBe('old');
  await writeFile(file, 'new');
  await utimes(file, new Date(), new Date(Date.now() + 5000));
  expect((await get('/fresh.txt')).body.toString()).toBe('new');
});

test('HEAD gives the headers of GET and no body', async () => {
  const head = await get('/assets/plain.js', {}, 'HEAD');
  expect({ status: head.status, length: head.headers['content-length'], body: head.body.length }).toEqual({
    status: 200,
    length: String(SCRIPT.length),
    body: 0,
  });
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is not allowed', async (method) => {
  const { status, headers } = await get('/', {}, method);
  expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' });
});

test.each([
  '/../outside.txt',
  '/..%2foutside.txt',
  '/..%2Foutside.txt',
  '/%2e%2e/outside.txt',
  '/%2e%2e%2foutside.txt',
  '/%252e%252e%252foutside.txt',
  '/.%2e/outside.txt',
  '/assets/../../outside.txt',
  '/assets/..%2f..%2foutside.txt',
  '/..\\outside.txt',
  '/..%5coutside.txt',
  '/..%c0%afoutside.txt',
  '/%c0%ae%c0%ae/outside.txt',
  '/....//outside.txt',
  '/..;/outside.txt',
  '//outside.txt',
  '///etc/passwd',
  '/index.html%00',
  '/../page-other/outside.txt',
  '/index.html/../../outside.txt',
  '/..%00/outside.txt',
  '/C:/outside.txt',
  '/%',
  '/%zz',
  '/.env',
  '/%2eenv',
  '/./index.html',
  '/index.html/',
  `/${'a'.repeat(5000)}`,
  '/link.txt',
  '/sibling/outside.txt',
  '/root/etc/passwd',
  '/assets',
  '/assets/',
  '/missing.js',
])('nothing is found at %j', async (path) => {
  const answer = await raw(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  expect(answer).not.toMatch(/OUTSIDE|HIDDEN|root:|plain\.js/);
  expect(answer).toContain("default-src 'none'");
});

test.each([
  'GET http://evil.example/ HTTP/1.1',
  'GET file:///etc/passwd HTTP/1.1',
  'GET * HTTP/1.1',
  'GET /index.html\0 HTTP/1.1',
  'GET /index.html HTTP/9.9',
  '\x16\x03\x01\x02',
])('the request line %j gets nothing', async (line) => {
  const answer = await raw(`${line}\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(answer).not.toContain('<title>');
});

test('the server is no proxy', async () => {
  const target = `127.0.0.1:${server.port}`;
  expect(await raw(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`)).toBe('');
});

test.each([
  'evil.example',
  'evil.example:PORT',
  '127.0.0.1',
  '127.0.0.1:1',
  'localhost',
  'LOCALHOST:PORT',
  'localhost.:PORT',
  '127.0.0.1:PORT.evil.example',
  '127.1:PORT',
  '[::1]:PORT',
  '0.0.0.0:PORT',
])('the Host “%s” is refused', async (host) => {
  const { status, body } = await get('/', { host: host.replace('PORT', String(server.port)) });
  expect({ status, body: body.toString() }).toEqual({ status: 421, body: '421\n' });
});

test.each(['GET / HTTP/1.1\r\nHost:', 'GET / HTTP/1.1', 'GET / HTTP/1.0'])(
  '%j has no Host and is refused',
  async (head) => {
    const answer = await raw(`${head}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 4(00|21) /);
    expect(answer).not.toContain('<title>');
  },
);

test('two Host headers are refused, whichever comes first', async () => {
  const own = `Host: 127.0.0.1:${server.port}`;
  const foreign = 'Host: evil.example';
  for (const hosts of [`${own}\r\n${foreign}`, `${foreign}\r\n${own}`]) {
    expect(await raw(`GET / HTTP/1.1\r\n${hosts}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 4(00|21) /,
    );
  }
});

test('no answer holds the token', async () => {
  const token = server.url.split('token=')[1] ?? '';
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const paths = ['/', '/assets/plain.js', '/missing', `/?token=${token}`, `/${token}`];
  for (const path of paths) {
    const { headers, body } = await get(path);
    expect(JSON.stringify(headers) + body.toString()).not.toContain(token);
  }
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path, method, headers, agent: false };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let answer = '';
    socket.setTimeout(3000, () => socket.destroy(new Error(`no end of: ${answer}`)));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

function noHandlers(): Handlers {
  // oxlint-disable-next-line no-unsafe-type-assertion -- these tests ask nothing of the protocol
  return {} as Handlers;
}
