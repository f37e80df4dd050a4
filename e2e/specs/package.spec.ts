import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { electronVersion } from '../desktop/desktop-shell.ts';
import { runToEnd } from '../desktop/run-to-end.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
/** What marks the fuses in Electron’s program: @electron/fuses, constants.ts. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

const Asar = z.object({
  createPackage: z.custom<(source: string, file: string) => Promise<void>>(),
  listPackage: z.custom<(file: string) => string[]>(),
});
let root: string;
let packed: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sealab-package-'));
  packed = join(root, 'installers', 'linux-unpacked');
  await makeElectron(join(root, 'electron'));
  await runToEnd(process.execPath, [
    join(REPOSITORY, 'scripts', 'package.mjs'),
    '--linux',
    'dir',
    '--x64',
    `-c.electronDist=${join(root, 'electron')}`,
    `-c.directories.output=${join(root, 'installers')}`,
  ]);
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

test('the archive holds the bundle and no package of node_modules, no source and no test', () => {
  const files = asar().listPackage(join(packed, 'resources', 'app.asar'));
  for (const file of ['/package.json', '/out/package/node/main.js', '/out/package/node/preload.cjs'])
    expect(files).toContain(file);
  expect(files).toContain('/out/package/renderer/index.html');
  expect(
    files.filter((file) => /node_modules|\.test\.|\.ts$|^\/(?:core|electron|e2e|scripts)\b/.test(file)),
  ).toEqual([]);
});

test('what children read stands beside it', async () => {
  const unpacked = await runToEnd('find', [join(packed, 'resources', 'app.asar.unpacked'), '-type', 'f']);
  expect(unpacked).toContain('/compose/standalone/compose.yaml');
  expect(unpacked).toContain('/resources/components/catalogue.yaml');
});

test('the fuses of the program are as docs/desktop.md says', async () => {
  const wire = await getCurrentFuseWire(join(packed, 'sealab-desktop'));
  const on = Object.values(FuseV1Options).filter(
    (fuse): fuse is FuseV1Options => typeof fuse === 'number' && wire[fuse] === FuseState.ENABLE,
  );
  expect(on.map((fuse) => FuseV1Options[fuse])).toEqual([
    'EnableCookieEncryption',
    'EnableEmbeddedAsarIntegrityValidation',
    'OnlyLoadAppFromAsar',
  ]);
});

/** Electron's folder with a program that is nothing but fuses, all of them the wrong way round. */
async function makeElectron(folder: string): Promise<void> {
  const start = join(folder, 'start');
  for (const part of ['resources', 'locales', 'start']) mkdirSync(join(folder, part), { recursive: true });
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 8]), Buffer.from('10110011')]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\n'), wire]), { mode: 0o755 });
  writeFileSync(join(folder, 'version'), electronVersion());
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak'])
    writeFileSync(join(folder, file), '');
  writeFileSync(join(start, 'package.json'), '{}');
  await asar().createPackage(start, join(folder, 'resources', 'default_app.asar'));
}

/** The archive library that electron-builder uses. */
function asar(): z.infer<typeof Asar> {
  const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
  const library = createRequire(builder.resolve('app-builder-lib'))('@electron/asar');
  return Asar.parse(library);
}
