import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchElectron, findElectron, noWindowReason } from './electron-program.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('whether a window can be shown', () => {
  test.each([
    {
      what: 'Linux without a display',
      machine: { platform: 'linux', env: {}, userId: 1000 },
      no: /no display/,
    },
    {
      what: 'an empty DISPLAY',
      machine: { platform: 'linux', env: { DISPLAY: '' }, userId: 1000 },
      no: /no display/,
    },
    { what: 'root on Linux', machine: { platform: 'linux', env: { DISPLAY: ':0' }, userId: 0 }, no: /root/ },
  ])('not with $what', ({ machine, no }) => {
    expect(noWindowReason(machine)).toMatch(no);
  });

  test.each([
    { platform: 'linux', env: { DISPLAY: ':0' }, userId: 1000 },
    { platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, userId: 1000 },
    { platform: 'darwin', env: {}, userId: 501 },
    { platform: 'win32', env: {}, userId: undefined },
  ])('yes on $platform with $env', (machine) => {
    expect(noWindowReason(machine)).toBeUndefined();
  });
});

describe('Electron’s program', () => {
  test('is the file that path.txt names, if it is of the package’s version', () => {
    expect(findElectron(electronPackage())).toEqual({ version: '45.4.1', program: undefined });
    const complete = electronPackage({ unpacked: '45.4.1' });
    expect(findElectron(complete)).toEqual({
      version: '45.4.1',
      program: join(complete, 'dist', 'electron'),
    });
    expect(findElectron(electronPackage({ unpacked: '44.0.0' })).program).toBeUndefined();
  });

  test('a torn download is none', () => {
    const torn = electronPackage({ unpacked: '45.4.1' });
    rmSync(join(torn, 'dist', 'electron'));
    expect(findElectron(torn).program).toBeUndefined();
  });

  test.each([
    { what: 'an install that fails', script: 'process.exit(7)', reason: /could not be fetched \(7\)/ },
    { what: 'one that hangs', script: 'setInterval(() => {}, 1000)', reason: /not there after/ },
    { what: 'one that leaves nothing', script: '', reason: /not where it should be/ },
  ])('$what is told with its reason, in time', async ({ script, reason }) => {
    const incomplete = electronPackage();
    writeFileSync(join(incomplete, 'install.js'), script);
    await expect(
      fetchElectron({ node: process.execPath, limitMs: 700, folder: incomplete }),
    ).resolves.toMatch(reason);
  });

  test('one that works is found afterwards', async () => {
    const incomplete = electronPackage();
    const script = `const fs = require('fs'); fs.mkdirSync('dist'); fs.writeFileSync('path.txt', 'electron');
      fs.writeFileSync('dist/version', '45.4.1'); fs.writeFileSync('dist/electron', '');`;
    writeFileSync(join(incomplete, 'install.js'), script);
    const limitMs = 30_000;
    await expect(
      fetchElectron({ node: process.execPath, limitMs, folder: incomplete }),
    ).resolves.toBeUndefined();
    expect(findElectron(incomplete).program).toBe(join(incomplete, 'dist', 'electron'));
  });
});

/** An npm package `electron`; `unpacked` is the version of the program in it. */
function electronPackage(/** @type {{ unpacked?: string }} */ { unpacked } = {}) {
  const place = mkdtempSync(join(folder, 'electron-'));
  writeFileSync(join(place, 'package.json'), '{"version":"45.4.1"}');
  if (unpacked) {
    mkdirSync(join(place, 'dist'));
    writeFileSync(join(place, 'path.txt'), 'electron');
    writeFileSync(join(place, 'dist', 'version'), unpacked);
    writeFileSync(join(place, 'dist', 'electron'), '');
    chmodSync(join(place, 'dist', 'electron'), 0o755);
  }
  return place;
}
