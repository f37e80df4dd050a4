import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const configuration = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));
const metadata = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// electron-builder's own check, as it runs it before it packs anything.
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { validateConfiguration } = builder('app-builder-lib/out/util/config/config.js');
const { DebugLogger } = builder('builder-util');

/** @param {object} tried */
const validate = (tried) => validateConfiguration(tried, new DebugLogger(false));

// Its schema is large: making a validator of it takes seconds, once.
test('electron-builder accepts electron-builder.yml', { timeout: 30_000 }, async () => {
  await expect(validate(configuration)).resolves.toBeUndefined();
});

test.each([
  { what: 'an option that does not exist', wrong: { ...configuration, signEverything: true } },
  { what: 'a fuse that does not exist', wrong: { ...configuration, electronFuses: { runAsDeno: false } } },
  { what: 'a target that is no list', wrong: { ...configuration, linux: { target: { deb: true } } } },
])('and refuses $what', async ({ wrong }) => {
  await expect(validate(wrong)).rejects.toThrow(/configuration/i);
});

test('every fuse is decided, and decided for the person who runs it', () => {
  expect(configuration.electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  });
});

test('the archive is one, its integrity is kept, and nothing is published or said to be signed', () => {
  expect(configuration).toMatchObject({
    asar: true,
    publish: null,
    forceCodeSigning: false,
    mac: { identity: null },
  });
  expect(configuration.disableAsarIntegrity).toBeUndefined();
});

test('the program that is packed is the one that package.json names, and the icon is there', () => {
  expect(metadata.main).toBe('out/package/node/main.js');
  expect(configuration.files).toEqual(
    expect.arrayContaining(['package.json', 'out/package/**/*', '!**/node_modules/**/*']),
  );
  const icon = join(root, configuration.directories.buildResources, 'icon.png');
  expect(existsSync(icon)).toBe(true);
  // Width and height of a PNG stand at byte 16 and 20 (RFC 2083, section 11.2.1).
  const header = readFileSync(icon).subarray(0, 24);
  expect([header.readUInt32BE(16), header.readUInt32BE(20)]).toEqual([512, 512]);
});
