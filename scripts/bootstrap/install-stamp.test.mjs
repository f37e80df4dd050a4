import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installIsCurrent, npmRecordAgrees, writeInstallStamp } from './install-stamp.mjs';

const glibc = { os: 'linux', cpu: 'x64', libc: 'glibc' };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-stamp-'));
  writeFileSync(join(folder, 'package-lock.json'), lockOf({ 'node_modules/zod': { version: '1.0.0' } }));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a clone without node_modules needs an install', () => {
  expect(installIsCurrent(folder)).toBe(false);
});

test('an install that was killed before its mark was written needs another', () => {
  mkdirSync(join(folder, 'node_modules', 'zod'), { recursive: true });
  expect(installIsCurrent(folder)).toBe(false);
});

test('a finished install is believed until the lock file changes', () => {
  mkdirSync(join(folder, 'node_modules'));
  writeInstallStamp(folder);
  expect(installIsCurrent(folder)).toBe(true);
  writeFileSync(join(folder, 'package-lock.json'), lockOf({ 'node_modules/zod': { version: '2.0.0' } }));
  expect(installIsCurrent(folder)).toBe(false);
});

test("a person's own npm install is believed, and marked", () => {
  mkdirSync(join(folder, 'node_modules'));
  const record = join(folder, 'node_modules', '.package-lock.json');
  writeFileSync(record, lockOf({ 'node_modules/zod': { version: '1.0.0' } }));
  expect(installIsCurrent(folder)).toBe(true);
  rmSync(record);
  expect(installIsCurrent(folder)).toBe(true);
});

test.each([
  { what: 'another version', present: { 'node_modules/zod': { version: '1.0.1' } } },
  { what: 'a missing package', present: {} },
  {
    what: 'a package too many',
    present: { 'node_modules/zod': { version: '1.0.0' }, 'node_modules/left-pad': { version: '1.0.0' } },
  },
])("$what in npm's record means that an install is needed", ({ present }) => {
  const lock = lockOf({ 'node_modules/zod': { version: '1.0.0' } });
  expect(npmRecordAgrees(lock, lockOf(present), glibc)).toBe(false);
});

test.each([
  { what: 'for another system', locked: { os: ['win32'], cpu: ['x64'] }, agrees: true },
  { what: 'for another processor', locked: { os: ['linux'], cpu: ['arm64'] }, agrees: true },
  { what: 'for another C library', locked: { os: ['linux'], cpu: ['x64'], libc: ['musl'] }, agrees: true },
  { what: 'that names no platform', locked: {}, agrees: true },
  { what: 'for this platform', locked: { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }, agrees: false },
  { what: 'for this system and any C library', locked: { os: ['linux'], cpu: ['x64'] }, agrees: false },
])('an optional package $what may be missing: $agrees', ({ locked, agrees }) => {
  const lock = lockOf({ 'node_modules/tool': { version: '1.0.0', optional: true, ...locked } });
  expect(npmRecordAgrees(lock, lockOf({}), glibc)).toBe(agrees);
});

/** @param {Record<string, object>} packages */
function lockOf(packages) {
  return JSON.stringify({ packages: { '': {}, ...packages } });
}
