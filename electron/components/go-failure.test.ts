import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entryOf, readCatalogue } from './catalogue.ts';
import { evidenceOf, goFailure } from './go-failure.ts';

const catalogue = await readCatalogue(join(import.meta.dirname, '../../resources'));
const kes = entryOf(catalogue, { component: 'kes', version: '0.24.0' });
const end = { exitCode: 1, killedBy: undefined };

/** Each was printed by Go 1.26.8 in the situation that it is listed under. */
test.each([
  [
    'github.com/minio/kes@v0.24.0: Get "http://127.0.0.1:1/github.com/minio/kes/@v/v0.24.0.zip": dial tcp 127.0.0.1:1: connect: connection refused',
  ],
  [
    'github.com/minio/kes@v0.24.0: Get "https://nohost.invalid/github.com/minio/kes/@v/v0.24.0.zip": dial tcp: lookup nohost.invalid on 10.255.255.53:53: no such host',
  ],
  ['module lookup disabled by GOPROXY=off'],
  ["	fatal: unable to access 'https://github.com/minio/kes/': Could not resolve host: github.com"],
  [
    'github.com/minio/kes@v0.24.0: reading http://127.0.0.1:26010/github.com/minio/kes/@v/v0.24.0.zip: 403 Forbidden',
  ],
])('%j while fetching is no network', (line) => {
  const error = goFailure(kes, { phase: 'fetch', end, lines: [line] });
  expect(error).toMatchObject({ code: 'no-network', fix: expect.stringContaining('GOPROXY') });
  expect(error.details?.['evidence']).toEqual([line]);
});

test('a full disk is named as such in both phases', () => {
  const lines = ['# crypto/tls', 'write /cache/build/tmp/go-build1/b050/_pkg_.a: no space left on device'];
  for (const phase of ['fetch', 'compile'] as const) {
    expect(goFailure(kes, { phase, end, lines }).code).toBe('disk-full');
  }
});

test('a module with other bytes than go.sum pins is a checksum mismatch', () => {
  const lines = ['verifying gopkg.in/yaml.v3@v3.0.1: checksum mismatch', 'SECURITY ERROR'];
  expect(goFailure(kes, { phase: 'fetch', end, lines }).code).toBe('checksum-mismatch');
});

test('a compile error keeps the last lines as evidence', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
  const error = goFailure(kes, { phase: 'compile', end: { exitCode: 2, killedBy: undefined }, lines });
  expect(error).toMatchObject({
    code: 'build-failed',
    message: expect.stringContaining('go ended with code 2'),
  });
  expect(error.details?.['evidence']).toEqual(lines.slice(-20));
});

test('a compiler that the system killed points at the memory', () => {
  const lines = ['# github.com/minio/kes', '/usr/local/go/pkg/tool/linux_amd64/compile: signal: killed'];
  expect(goFailure(kes, { phase: 'compile', end, lines })).toMatchObject({
    code: 'build-failed',
    fix: expect.stringContaining('memory'),
  });
});

test('a password in the address of a proxy is not kept as evidence', () => {
  const lines = ['Get "https://ann:hunter2@proxy.test/x": dial tcp: lookup proxy.test: no such host'];
  expect(evidenceOf(lines)).toEqual([
    'Get "https://ann:[secret]@proxy.test/x": dial tcp: lookup proxy.test: no such host',
  ]);
});
