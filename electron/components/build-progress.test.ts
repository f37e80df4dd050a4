import { expect, test } from 'vitest';
import type { StepReport } from '#core/ports/operation-context.ts';
import { BuildProgress, parseGoLine, parseListedPackage } from './build-progress.ts';

/** From `go build -v` and `go list -deps` of KES 0.24.0 with Go 1.26.8, shortened. */
const captured = `go: downloading github.com/minio/kes v0.24.0
go: downloading github.com/Azure/azure-sdk-for-go/sdk/azcore v1.12.0
go: downloading go.opencensus.io v0.24.0
internal/goarch
vendor/golang.org/x/crypto/internal/poly1305
crypto/internal/fips140/v1.0.0-c2097c7c/sha3
google.golang.org/protobuf/internal/genid
github.com/hashicorp/go-secure-stdlib/parseutil
gopkg.in/yaml.v3
github.com/minio/kes/cmd/kes`;

test('modules and packages are told apart in what go prints', () => {
  const kinds = captured.split('\n').map((line) => parseGoLine(line));
  expect(kinds.slice(0, 3)).toEqual([
    { kind: 'fetching', module: 'github.com/minio/kes v0.24.0' },
    { kind: 'fetching', module: 'github.com/Azure/azure-sdk-for-go/sdk/azcore v1.12.0' },
    { kind: 'fetching', module: 'go.opencensus.io v0.24.0' },
  ]);
  expect(kinds.slice(3).map((line) => line.kind)).toEqual(Array.from({ length: 7 }, () => 'compiling'));
});

test.each([
  '# github.com/minio/kes/cmd/kes',
  './main.go:10:2: undefined: command.Rum',
  'go: updates to go.mod needed; to update it:',
  'github.com/minio/kes@v0.24.0: Get "http://127.0.0.1:1/github.com/minio/kes/@v/v0.24.0.zip": dial tcp 127.0.0.1:1: connect: connection refused',
  'module lookup disabled by GOPROXY=off',
  '\tfatal: unable to access',
  '',
])('%j is a message', (line) => {
  expect(parseGoLine(line)).toEqual({ kind: 'other' });
});

test('a listed package counts as to be compiled unless the build cache has it', () => {
  expect(parseListedPackage('container/list\tfalse\t')).toEqual({
    importPath: 'container/list',
    isStale: false,
  });
  expect(parseListedPackage('os/signal\ttrue\tstale dependency: internal/goarch')?.isStale).toBe(true);
  expect(parseListedPackage('unicode\ttrue\tbuild ID mismatch')?.isStale).toBe(true);
  expect(
    parseListedPackage('github.com/minio/kes/cmd/kes\ttrue\tnot installed but available in build cache')
      ?.isStale,
  ).toBe(false);
  expect(parseListedPackage('')).toBeUndefined();
});

test('a build is reported as modules, then packages out of those to be compiled, then linking', () => {
  const reports: StepReport[] = [];
  const progress = new BuildProgress((report) => reports.push(report));
  progress.startFetching();
  progress.read('go: downloading gopkg.in/yaml.v3 v3.0.1');
  progress.startCompiling(2);
  for (const line of ['gopkg.in/yaml.v3', '# note', 'github.com/minio/kes/cmd/kes']) progress.read(line);
  expect(reports).toEqual([
    { detail: 'fetching modules' },
    { detail: 'fetching modules (1): gopkg.in/yaml.v3 v3.0.1' },
    { detail: 'compiling', done: 0, total: 2, unit: 'items' },
    { detail: 'compiling gopkg.in/yaml.v3', done: 1, total: 2, unit: 'items' },
    { detail: 'compiling the last package, then linking', done: 2, total: 2, unit: 'items' },
  ]);
});

test('a build whose packages are all in the cache only links', () => {
  const reports: StepReport[] = [];
  new BuildProgress((report) => reports.push(report)).startCompiling(0);
  expect(reports).toEqual([{ detail: 'linking' }]);
});
