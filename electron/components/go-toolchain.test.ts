import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findGo, goEnvironment, usualPlaces } from './go-toolchain.ts';
import { writeStubGo } from './testing/stub-go.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const signal = new AbortController().signal;
const needed = '9.1.0';

async function writeGo(file: string, says: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${says}\n`);
  await chmod(file, 0o755);
}

test('the first Go on PATH that is new enough is taken', async () => {
  await using folder = await temporaryFolder();
  await writeGo(join(folder.path, 'old/go'), 'echo go version go1.20.1 linux/amd64');
  await writeGo(join(folder.path, 'new/go'), 'echo go version go9.1.2 linux/amd64');
  const PATH = `${folder.path}/old:${folder.path}/new`;
  expect(await findGo({ environment: { PATH }, needed, signal, places: [] })).toMatchObject({
    program: join(folder.path, 'new/go'),
    version: { text: '9.1.2' },
  });
});

test('a Go in ~/sdk is found without PATH', async () => {
  await using folder = await temporaryFolder();
  await writeGo(join(folder.path, 'sdk/go9.3.0/bin/go'), 'echo go version go9.3.0 linux/amd64');
  const environment = { HOME: folder.path, PATH: '' };
  const places = await usualPlaces(environment);
  expect(places).toEqual(['/usr/local/go/bin', join(folder.path, 'sdk/go9.3.0/bin')]);
  const found = await findGo({ environment, needed, signal, places: places.slice(1) });
  expect(found.version.text).toBe('9.3.0');
});

test('when all are too old, the newest is named with what is needed and what to do', async () => {
  await using folder = await temporaryFolder();
  await writeGo(join(folder.path, 'a/go'), 'echo go version go8.1 linux/amd64');
  await writeGo(join(folder.path, 'b/go'), 'echo go version go9.0.9 linux/amd64');
  const environment = { PATH: `${folder.path}/a:${folder.path}/b` };
  await expect(findGo({ environment, needed, signal, places: [] })).rejects.toMatchObject({
    code: 'go-too-old',
    message: expect.stringMatching(/Go 9\.0\.9 at .* is too old: 9\.1\.0 or newer is needed/),
    fix: expect.stringContaining('sealab provision --load'),
  });
});

test('without any Go the error says where it was looked for and what helps', async () => {
  await expect(
    findGo({ environment: { PATH: '/nowhere:relative' }, needed, signal, places: [] }),
  ).rejects.toMatchObject({
    code: 'no-go',
    message: 'No Go was found on PATH, in /usr/local/go and in ~/sdk.',
    fix: expect.stringMatching(/go\.dev\/dl.*sealab provision --load FILE/),
  });
});

test('a Go that cannot run is shown as evidence', async () => {
  await using folder = await temporaryFolder();
  await writeGo(join(folder.path, 'broken/go'), 'echo "cannot find GOROOT" >&2; exit 2');
  await writeFile(join(folder.path, 'go'), '#!/nowhere/sh\n', { mode: 0o755 });
  const PATH = `${folder.path}/broken:${folder.path}`;
  await expect(findGo({ environment: { PATH }, needed, signal, places: [] })).rejects.toMatchObject({
    code: 'no-go',
    details: {
      evidence: [
        `${folder.path}/broken/go: cannot find GOROOT`,
        `${folder.path}/go: cannot be started (ENOENT)`,
      ],
    },
  });
});

test('a program named go that is something else is passed over', async () => {
  await using folder = await temporaryFolder();
  await writeGo(join(folder.path, 'game/go'), 'echo "GNU Go 3.8"; exit 1');
  await writeGo(join(folder.path, 'real/go'), 'echo go version go9.1.2 linux/amd64');
  const PATH = `${folder.path}/game:${folder.path}/real`;
  expect((await findGo({ environment: { PATH }, needed, signal, places: [] })).version.text).toBe('9.1.2');
});

test('the build environment keeps where modules come from and fixes what decides the outcome', async () => {
  await using folder = await temporaryFolder();
  const { bin } = await writeStubGo(folder.path, {});
  const toolchain = { program: join(bin, 'go'), version: { major: 1, minor: 26, patch: 8, text: '1.26.8' } };
  const environment = await goEnvironment(toolchain, {
    environment: {
      PATH: '/usr/bin:/bin',
      HTTPS_PROXY: 'http://proxy.test:3128',
      GOFLAGS: '-mod=mod',
      GOOS: 'plan9',
      GOARCH: 'arm64',
      GOWORK: '/somewhere/go.work',
      CGO_CFLAGS: '-O0',
      GOEXPERIMENT: 'x',
      GOTOOLCHAIN: 'go1.99',
    },
    goCacheFolder: '/cache/go-build',
    temporaryFolder: folder.path,
    signal,
  });
  expect(environment).toEqual({
    PATH: '/usr/bin:/bin',
    HTTPS_PROXY: 'http://proxy.test:3128',
    GOPROXY: 'https://proxy.test,direct',
    GOMODCACHE: `${folder.path}/mod`,
    GOENV: 'off',
    GO111MODULE: 'on',
    GOWORK: 'off',
    GOFLAGS: '',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    GOCACHE: '/cache/go-build',
    GOTMPDIR: folder.path,
  });
});
