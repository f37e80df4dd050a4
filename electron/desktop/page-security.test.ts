import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DesktopBench } from './testing/desktop-bench.ts';

let bench: DesktopBench;

beforeEach(async () => {
  bench = new DesktopBench();
  await bench.open();
});
afterEach(() => bench.close());

describe('app://sealab/', () => {
  test('serves the page with the policy that docs/desktop.md prints', async () => {
    const response = await bench.electron.fetch('app://sealab/');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>Sealab</title>');
    const doc = readFileSync(join(import.meta.dirname, '../../docs/desktop.md'), 'utf8');
    const printed = /```csp\n([\s\S]+?)```/.exec(doc)?.[1]?.trim().split(';\n');
    expect(response.headers.get('content-security-policy')?.split('; ')).toEqual(printed);
    expect(printed).toEqual(expect.arrayContaining(["default-src 'none'", "connect-src 'self'"]));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  test('finds the page’s files, whatever stands behind the path', async () => {
    for (const url of [
      'app://sealab/index.html?x=1',
      'app://sealab/#/lab/one',
      'app://sealab/assets/index-B1a_2c-D.js',
    ])
      expect((await bench.electron.fetch(url)).status).toBe(200);
    const script = await bench.electron.fetch('app://sealab/assets/index-B1a_2c-D.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const head = await bench.electron.fetch('app://sealab/', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test.each([
    'app://sealab/../outside.txt',
    'app://sealab/..%2foutside.txt',
    'app://sealab/%2e%2e/outside.txt',
    'app://sealab/link.txt',
    'app://sealab/missing.js',
    'app://sealab/assets/',
    'app://sealab.evil/index.html',
    'app://other/index.html',
    'app://sealab:1/index.html',
  ])('serves nothing at %s', async (url) => {
    symlinkSync(join(bench.root, 'outside.txt'), join(bench.page, 'link.txt'));
    const response = await bench.electron.fetch(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('404\n');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    expect((await bench.electron.fetch('app://sealab/', method)).status).toBe(405);
  });
});

describe('the window stays where it is', () => {
  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    '%s leads nowhere but to the page itself',
    (event) => {
      const { webContents } = bench.electron.window;
      const foreign = [
        'https://evil.example/',
        'file:///etc/passwd',
        'app://other/',
        'app://sealab.evil/',
        'javascript:alert(1)',
        'http://127.0.0.1:7420/',
        '',
      ];
      for (const url of foreign) expect([url, webContents.refuses(event, url)]).toEqual([url, true]);
      expect(webContents.refuses(event, 'app://sealab/#/labs')).toBe(false);
      expect(bench.electron.opened).toEqual([]);
    },
  );

  test('no new window opens; a link to documentation opens in the browser, once', () => {
    const { webContents } = bench.electron.window;
    const docs = 'https://developer.hashicorp.com/vault/docs/secrets/transit';
    expect(webContents.openWindow({ url: docs })).toEqual({ action: 'deny' });
    expect(webContents.refuses('will-navigate', docs)).toBe(true);
    webContents.refuses('will-frame-navigate', docs);
    expect(bench.electron.opened).toEqual([docs, docs]);
  });

  test.each([
    'https://evil.example/',
    'http://developer.hashicorp.com/',
    'https://developer.hashicorp.com.evil.example/',
    'https://developer.hashicorp.com:8443/',
    'https://me@developer.hashicorp.com/',
    'file:///etc/passwd',
    'smb://developer.hashicorp.com/share',
    'app://sealab/',
    'not an address',
  ])('%s opens nothing at all', (url) => {
    expect(bench.electron.window.webContents.openWindow({ url })).toEqual({ action: 'deny' });
    expect(bench.electron.opened).toEqual([]);
  });

  test('a webview is never attached', () => {
    expect(bench.electron.window.webContents.refuses('will-attach-webview')).toBe(true);
  });
});

test('a page may copy, and nothing else that needs a permission', () => {
  const { request, check, device } = bench.electron.session.defaultSession;
  const asked = [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'fileSystem',
    'openExternal',
    'usb',
    'clipboard-sanitized-write',
  ];
  const granted = asked.filter((permission) => {
    const callback = vi.fn();
    request?.({}, permission, callback);
    expect(callback).toHaveBeenCalledOnce();
    return callback.mock.calls[0]?.[0] === true;
  });
  expect(granted).toEqual(['clipboard-sanitized-write']);
  expect(asked.filter((permission) => check?.({}, permission, 'app://sealab/'))).toEqual(granted);
  expect(check?.({}, 'clipboard-sanitized-write', 'app://sealab')).toBe(true);
  expect(check?.({}, 'clipboard-sanitized-write', 'https://evil.example')).toBe(false);
  expect(device?.()).toBe(false);
});
