import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../bootstrap/repository.mjs';
import { completeLock, missingPackages, platformOf } from './complete-lock.mjs';

const linux = {
  version: '2.0.0',
  integrity: 'sha512-x',
  cpu: ['x64'],
  os: ['linux'],
  libc: ['glibc'],
  optional: true,
};
const lock = {
  packages: {
    '': {},
    'node_modules/tool': {
      version: '2.0.0',
      optionalDependencies: { 'tool-linux-x64': '2.0.0', 'tool-win32-x64': '2.0.0' },
    },
    'node_modules/tool-linux-x64': linux,
  },
};

test('package-lock.json is one that npm ci takes on a machine that has nothing', () => {
  const ours = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  expect(missingPackages(ours), 'run: npm run lock').toEqual([]);
  expect(Object.values(ours.packages).filter(({ resolved }) => resolved)).toEqual([]);
});

test('a program for another platform is added without an integrity that nobody saw', () => {
  expect(completeLock(lock).packages['node_modules/tool-win32-x64']).toEqual({
    version: '2.0.0',
    cpu: ['x64'],
    os: ['win32'],
    optional: true,
  });
  expect(missingPackages(completeLock(lock))).toEqual([]);
});

test('a package in its owner’s own node_modules is held', () => {
  const nested = { ...lock.packages, 'node_modules/tool/node_modules/tool-win32-x64': linux };
  expect(missingPackages({ packages: nested })).toEqual([]);
});

test.each([
  { name: '@oxlint/binding-linux-arm64-musl', platform: { os: ['linux'], cpu: ['arm64'], libc: ['musl'] } },
  { name: '@oxlint/binding-linux-arm-gnueabihf', platform: { os: ['linux'], cpu: ['arm'] } },
  { name: '@oxlint-tsgolint/win32-x64', platform: { os: ['win32'], cpu: ['x64'] } },
])('the name $name tells its platform', ({ name, platform }) => {
  expect(platformOf(name)).toEqual(platform);
});

test('a name that tells no platform stops the completion', () => {
  expect(() => platformOf('left-pad')).toThrow('left-pad tells no platform');
});
