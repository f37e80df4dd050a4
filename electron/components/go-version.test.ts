import { expect, test } from 'vitest';
import { compareGoVersions, parseGoVersion } from './go-version.ts';

test.each([
  ['go version go1.26.8 linux/amd64', '1.26.8'],
  ['go version go1.24 darwin/arm64', '1.24.0'],
  ['go version go1.25rc1 windows/amd64', '1.25rc1'],
  ['go version go1.24.4 X:nocoverageredesign linux/amd64', '1.24.4'],
  ['go version go1.24.4-custom linux/amd64', '1.24.4'],
  ['go version devel go1.27-3d4f2a9 Tue Oct 6 12:00:00 2026 linux/amd64', '1.27.0'],
  ['go1.26.8', '1.26.8'],
  ['1.24.4', '1.24.4'],
])('%s is Go %s', (text, version) => {
  expect(parseGoVersion(text)?.text).toBe(version);
});

test.each(['', 'gcc (Debian) 12.2.0', 'Segmentation fault', 'go: cannot find GOROOT directory: /usr/lib/go'])(
  '%j is no Go version',
  (text) => {
    expect(parseGoVersion(text)).toBeUndefined();
  },
);

test.each([
  ['1.24.4', '1.24.4', 0],
  ['1.24.10', '1.24.4', 1],
  ['1.9.9', '1.24.4', -1],
  ['2.0.0', '1.24.4', 1],
  ['1.24.3', '1.24.4', -1],
])('%s against %s', (a, b, sign) => {
  const [first, second] = [parseGoVersion(a), parseGoVersion(b)];
  if (first === undefined || second === undefined) throw new Error('does not parse');
  expect(Math.sign(compareGoVersions(first, second))).toBe(sign);
});
