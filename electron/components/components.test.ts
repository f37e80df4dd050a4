import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Components } from '#core/ports/components.ts';
import { SealabError } from '#shared/errors.ts';
import { createComponents } from './components.ts';
import { thisMachine } from './platforms.ts';
import { processStart } from './process-start.ts';
import type { RegistrySource } from './registry-source.ts';
import { recorder } from './testing/recorder.ts';
import { type StubGo, writeResources, writeStubGo } from './testing/stub-go.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const kes = { component: 'kes', version: '0.24.0' } as const;
const olderKes = { component: 'kes', version: '0.23.0' } as const;
const vault = { component: 'vault', version: '1.18.0' } as const;

interface Bench {
  readonly components: Components;
  readonly cache: string;
  readonly calls: () => Promise<readonly string[]>;
  /** The same cache seen by a process that starts now. */
  readonly again: (
    stub?: StubGo,
    environment?: Record<string, string>,
    registry?: RegistrySource,
  ) => Promise<Components>;
}

async function bench(folder: string, stub: StubGo = {}, extra: Record<string, string> = {}): Promise<Bench> {
  const resourcesFolder = await writeResources(folder);
  const cache = join(folder, 'cache');
  const again = async (
    newStub: StubGo = stub,
    environment: Record<string, string> = extra,
    registry?: RegistrySource,
  ) => {
    const { bin } = await writeStubGo(folder, newStub);
    return createComponents({
      cacheFolder: cache,
      resourcesFolder,
      environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder, ...environment },
      ...(registry === undefined ? {} : { registry }),
    });
  };
  const calls = async (): Promise<readonly string[]> => {
    const text = await readFile(join(folder, 'calls'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  };
  return { components: await again(), cache, calls, again };
}

async function changeCatalogue(folder: string, part: string, replacement: string): Promise<void> {
  const file = join(folder, 'resources/components/catalogue.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(part, replacement));
}

async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

test('a missing binary is built, stored with its manifest, and found afterwards', async () => {
  await using folder = await temporaryFolder();
  const { components, cache, calls } = await bench(folder.path);
  expect(await components.find(vault)).toBeUndefined();
  const context = recorder();
  const binary = await components.ensure(vault, context);
  expect(binary).toEqual({
    ...vault,
    path: join(cache, 'bin/vault-1.18.0/vault'),
    sha256: await sha256Of(binary.path),
    source: 'go',
  });
  expect((await stat(binary.path)).mode & 0o777).toBe(0o755);
  expect(JSON.parse(await readFile(join(cache, 'bin/vault-1.18.0/manifest.json'), 'utf8'))).toMatchObject({
    ...vault,
    sha256: binary.sha256,
    sizeBytes: (await stat(binary.path)).size,
    source: 'go',
    goVersion: '1.26.8',
  });
  expect(await components.find(vault)).toEqual(binary);
  expect(await calls()).toEqual([
    expect.stringMatching(
      /^list -deps -mod=readonly -trimpath -buildvcs=false -ldflags -s -w -tags minimal -f /,
    ),
    expect.stringMatching(
      /^build -v -mod=readonly -trimpath -buildvcs=false -ldflags -s -w -tags minimal -o \S.* example\.test\/tool$/,
    ),
  ]);
  expect(context.reports).toEqual([
    { detail: 'fetching modules' },
    { detail: 'compiling', done: 0, total: 2, unit: 'items' },
    { detail: 'compiling a/b', done: 1, total: 2, unit: 'items' },
    { detail: 'compiling the last package, then linking', done: 2, total: 2, unit: 'items' },
    { detail: 'storing the binary' },
  ]);
  expect(await readdir(join(cache, 'build'))).toEqual([]);
});

test('a binary that is here is not built again', async () => {
  await using folder = await temporaryFolder();
  const { components, calls, again } = await bench(folder.path);
  const binary = await components.ensure(kes, recorder());
  const before = await calls();
  expect(await components.ensure(kes, recorder())).toEqual(binary);
  expect(await (await again()).ensure(kes, recorder())).toEqual(binary);
  expect(await calls()).toEqual(before);
});

test('the list shows every entry, with what is here', async () => {
  await using folder = await temporaryFolder();
  const { components } = await bench(folder.path);
  const binary = await components.ensure(olderKes, recorder());
  const shared = {
    buildBytes: 1000,
    what: 'It is here for a test.',
    licence: 'AGPL-3.0',
    buildSeconds: 1,
    images: [],
  };
  expect(await components.list()).toEqual([
    { ...vault, ...shared, title: 'vault 1.18.0', isDefault: true, state: 'missing', sizeBytes: 20 },
    { ...kes, ...shared, title: 'kes 0.24.0', isDefault: true, state: 'missing', sizeBytes: 20 },
    {
      ...olderKes,
      ...shared,
      title: 'kes 0.23.0',
      isDefault: false,
      state: 'present',
      sizeBytes: (await stat(binary.path)).size,
      path: binary.path,
      sha256: binary.sha256,
      source: 'go',
    },
  ]);
});

test('the default version comes from the catalogue', async () => {
  await using folder = await temporaryFolder();
  const { components } = await bench(folder.path);
  expect(components.defaultVersion('kes')).toBe('0.24.0');
  expect(() => components.defaultVersion('warp')).toThrow(expect.objectContaining({ code: 'not-found' }));
  await expect(components.ensure({ component: 'kes', version: '9' }, recorder())).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('two callers in one process share one build', async () => {
  await using folder = await temporaryFolder();
  const { components, calls } = await bench(folder.path);
  const [one, two] = await Promise.all([
    components.ensure(kes, recorder()),
    components.ensure(kes, recorder()),
  ]);
  expect(one).toEqual(two);
  expect((await calls()).filter((call) => call.startsWith('build'))).toHaveLength(1);
});

test('one build compiles at a time, while the next one may fetch', async () => {
  await using folder = await temporaryFolder();
  const { components, calls } = await bench(folder.path, {
    build: `echo starts >> '${folder.path}/calls'; sleep 0.3; printf built > "$out"; echo ends >> '${folder.path}/calls'`,
  });
  await Promise.all([vault, kes, olderKes].map((ref) => components.ensure(ref, recorder())));
  const marks = (await calls()).filter((call) => call === 'starts' || call === 'ends');
  expect(marks).toEqual(['starts', 'ends', 'starts', 'ends', 'starts', 'ends']);
});

test('another process that wants the same waits, says so, and takes the result', async () => {
  await using folder = await temporaryFolder();
  const slow = { build: `sleep 1; echo example.test/tool >&2; printf 'slow' > "$out"` };
  const { components, cache, calls } = await bench(folder.path, slow);
  const script = `
    const { createComponents } = await import(${JSON.stringify(join(import.meta.dirname, 'components.ts'))});
    const components = await createComponents(${JSON.stringify({
      cacheFolder: cache,
      resourcesFolder: join(folder.path, 'resources'),
      environment: { PATH: `${folder.path}/stub-bin:/usr/bin:/bin`, HOME: folder.path },
    })});
    const context = { signal: new AbortController().signal, report: ({ detail }) => console.log(detail) };
    console.log(JSON.stringify(await components.ensure(${JSON.stringify(kes)}, context)));`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(other, 'close');
  const [first] = await once(other.stdout.setEncoding('utf8'), 'data');
  expect(String(first)).toContain('fetching modules');
  let rest = '';
  other.stdout.on('data', (text: string) => {
    rest += text;
  });
  const context = recorder();
  const binary = await components.ensure(kes, context);
  await closed;
  expect(context.reports).toEqual([{ detail: 'another Sealab builds this' }]);
  expect(rest).toContain(JSON.stringify(binary));
  expect((await calls()).filter((call) => call.startsWith('build'))).toHaveLength(1);
});

test('a cut or changed binary is not used: it is built again', async () => {
  await using folder = await temporaryFolder();
  const { components, calls, again } = await bench(folder.path);
  const binary = await components.ensure(kes, recorder());
  await truncate(binary.path, 5);
  expect(await components.find(kes)).toBeUndefined();
  expect(await components.ensure(kes, recorder())).toEqual(binary);

  const content = await readFile(binary.path);
  content[3] = 1;
  await writeFile(binary.path, content);
  expect(await components.ensure(kes, recorder())).toEqual(binary);

  await writeFile(binary.path, content);
  expect(await (await again()).ensure(kes, recorder())).toEqual(binary);
  expect(await sha256Of(binary.path)).toBe(binary.sha256);
  expect((await calls()).filter((call) => call.startsWith('build'))).toHaveLength(4);
});

test.each(['', '{', '{"format":2}', 'null'])(
  'a binary with the manifest %j is built again',
  async (manifest) => {
    await using folder = await temporaryFolder();
    const { components, cache } = await bench(folder.path);
    const binary = await components.ensure(kes, recorder());
    await writeFile(join(cache, 'bin/kes-0.24.0/manifest.json'), manifest);
    expect(await components.find(kes)).toBeUndefined();
    expect(await components.ensure(kes, recorder())).toEqual(binary);
  },
);

test('a touched binary with the right bytes stays', async () => {
  await using folder = await temporaryFolder();
  const { components, calls } = await bench(folder.path);
  const binary = await components.ensure(kes, recorder());
  await utimes(binary.path, 1, 1);
  expect(await components.ensure(kes, recorder())).toEqual(binary);
  expect((await calls()).filter((call) => call.startsWith('build'))).toHaveLength(1);
});

test('a changed binary that cannot be built again is a checksum mismatch that says why', async () => {
  await using folder = await temporaryFolder();
  const { components, again } = await bench(folder.path);
  const binary = await components.ensure(kes, recorder());
  await writeFile(binary.path, 'x'.repeat((await stat(binary.path)).size));
  const offline = await again({ list: 'echo "module lookup disabled by GOPROXY=off" >&2; exit 1' });
  await expect(offline.ensure(kes, recorder())).rejects.toMatchObject({
    code: 'checksum-mismatch',
    message: expect.stringMatching(/kes 0\.24\.0 was changed or cut.*cannot be fetched/),
    details: expect.objectContaining({ evidence: ['module lookup disabled by GOPROXY=off'] }),
  });
  expect(await offline.find(kes)).toBeUndefined();
});

test('without network the last lines of go are the evidence', async () => {
  await using folder = await temporaryFolder();
  const said = 'x@v1: Get "https://proxy.test/x/@v/v1.zip": dial tcp: lookup proxy.test: no such host';
  const { components } = await bench(folder.path, {
    list: `echo 'go: downloading x v1' >&2; echo '${said}' >&2; exit 1`,
  });
  await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
    code: 'no-network',
    details: expect.objectContaining({ evidence: [said] }),
  });
});

test('a failed compilation says so with its last lines, and the next try can work', async () => {
  await using folder = await temporaryFolder();
  const { components, cache, again } = await bench(folder.path, {
    build: 'echo a/b >&2; echo "# a/b" >&2; echo "a/b.go:1:1: broken" >&2; exit 1',
  });
  await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
    code: 'build-failed',
    details: expect.objectContaining({ evidence: ['# a/b', 'a/b.go:1:1: broken'] }),
  });
  expect(await readdir(join(cache, 'build'))).toEqual([]);
  await (await again({})).ensure(kes, recorder());
});

test('a go that is too old is refused with both versions', async () => {
  await using folder = await temporaryFolder();
  const { again } = await bench(folder.path);
  await changeCatalogue(folder.path, '"requires": "1.24.4"', '"requires": "9.9.9"');
  const components = await again({}, { HOME: homedir() });
  await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
    code: 'go-too-old',
    message: expect.stringMatching(/9\.9\.9 or newer is needed/),
  });
});

test('a disk that is too small is noticed before anything is fetched', async () => {
  await using folder = await temporaryFolder();
  const { calls, again } = await bench(folder.path);
  await changeCatalogue(folder.path, '"buildCacheBytes": 1000', '"buildCacheBytes": 1e15');
  await expect((await again()).ensure(kes, recorder())).rejects.toMatchObject({ code: 'disk-full' });
  expect(await calls()).toEqual([]);
});

test('a cancelled build leaves no process and no work folder, and keeps the build cache', async () => {
  await using folder = await temporaryFolder();
  const { components, cache, again } = await bench(folder.path, {
    build: `mkdir -p "$GOCACHE"; echo kept > "$GOCACHE/object"
sleep 300 & echo $! > '${folder.path}/child'; echo a/b >&2; wait`,
  });
  const context = recorder();
  const building = components.ensure(kes, {
    signal: context.signal,
    report: ({ detail }) => detail === 'compiling a/b' && context.cancel(),
  });
  await expect(building).rejects.toMatchObject({ code: 'cancelled' });
  expect(await processStart(Number(await readFile(join(folder.path, 'child'), 'utf8')))).toBeUndefined();
  expect(await readdir(join(cache, 'build'))).toEqual([]);
  expect(await readdir(join(cache, 'locks/build'))).toEqual([]);
  expect(await readFile(join(cache, 'go-build/object'), 'utf8')).toBe('kept\n');
  await (await again({})).ensure(kes, recorder());
});

test('the build cache goes when all default versions are here', async () => {
  await using folder = await temporaryFolder();
  const { components, cache } = await bench(folder.path);
  await components.ensure(vault, recorder());
  expect(await readdir(cache)).toContain('go-build');
  await components.ensure(kes, recorder());
  expect((await readdir(cache)).toSorted()).toEqual(['bin', 'locks']);
  await components.ensure(olderKes, recorder());
  expect((await readdir(cache)).toSorted()).toEqual(['bin', 'locks']);
});

test('what a killed build left behind goes with the next one', async () => {
  await using folder = await temporaryFolder();
  const { components, cache } = await bench(folder.path);
  await mkdir(join(cache, 'build/kes-0.24.0.abandoned/tmp'), { recursive: true });
  await components.ensure(kes, recorder());
  expect(await readdir(join(cache, 'build'))).toEqual([]);
});

test('clearing removes all that can be made again, and is refused while something is built', async () => {
  await using folder = await temporaryFolder();
  const { components, cache } = await bench(folder.path, { build: 'echo a/b >&2; sleep 300' });
  const context = recorder();
  const building = components.ensure(kes, context);
  await expect.poll(() => context.reports.at(-1)?.detail).toBe('compiling a/b');
  await expect(components.clear()).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('kes-0.24.0'),
  });
  context.cancel();
  await expect(building).rejects.toMatchObject({ code: 'cancelled' });
  await components.clear();
  expect(await readdir(cache)).toEqual(['locks']);
  expect(await components.find(kes)).toBeUndefined();
});

test('a read-only recipe can be built from', async () => {
  await using folder = await temporaryFolder();
  const { components } = await bench(folder.path);
  const recipe = join(folder.path, 'resources/components/kes-0.24.0');
  for (const name of await readdir(recipe)) await chmod(join(recipe, name), 0o400);
  await chmod(recipe, 0o500);
  await components.ensure(kes, recorder());
  await chmod(recipe, 0o700);
});

test('a given binary serves the default version only, and one with a version in its name serves that', async () => {
  await using folder = await temporaryFolder();
  const given = join(folder.path, 'given');
  await mkdir(given);
  await writeFile(join(given, 'kes'), 'given', { mode: 0o755 });
  const { components, calls } = await bench(folder.path, {}, { SEALAB_BINARIES: given });
  const binary = {
    ...kes,
    path: join(given, 'kes'),
    source: 'given',
    sha256: await sha256Of(join(given, 'kes')),
  };
  expect(await components.find(kes)).toEqual(binary);
  expect(await components.ensure(kes, recorder())).toEqual(binary);
  expect(await components.find(olderKes)).toBeUndefined();
  expect((await components.list())[1]).toMatchObject({ state: 'present', source: 'given', sizeBytes: 5 });

  await writeFile(join(given, 'kes-0.23.0'), 'older', { mode: 0o755 });
  expect(await components.find(olderKes)).toMatchObject({ path: join(given, 'kes-0.23.0') });
  await writeFile(join(given, 'kes'), 'given anew', { mode: 0o755 });
  expect((await components.find(kes))?.sha256).toBe(await sha256Of(join(given, 'kes')));
  expect(await calls()).toEqual([]);
});

test('a folder of given binaries that is missing, or a file that cannot run, is an error and not a build', async () => {
  await using folder = await temporaryFolder();
  const given = join(folder.path, 'given');
  const { components } = await bench(folder.path, {}, { SEALAB_BINARIES: given });
  await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('SEALAB_BINARIES'),
  });
  await mkdir(given);
  await writeFile(join(given, 'kes'), 'given', { mode: 0o644 });
  await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
    code: 'permission-denied',
    fix: `Run: chmod +x ${join(given, 'kes')}`,
  });
});

test('a binary for another machine is built for it, kept apart, and found by its target only', async () => {
  await using folder = await temporaryFolder();
  const { components, cache } = await bench(folder.path, {
    build: 'printf "$GOOS/$GOARCH" > "$out"',
  });
  const target = { os: 'plan9', architecture: 'mips' };
  const own = await components.ensure(kes, recorder());
  const other = await components.ensure({ ...kes, target }, recorder());
  expect(other).toMatchObject({ ...kes, target, path: join(cache, 'bin/kes-0.24.0-plan9-mips/kes') });
  expect(await readFile(own.path, 'utf8')).toBe('/');
  expect(await readFile(other.path, 'utf8')).toBe('plan9/mips');
  expect(
    JSON.parse(await readFile(join(cache, 'bin/kes-0.24.0-plan9-mips/manifest.json'), 'utf8')),
  ).toMatchObject({ platform: 'plan9-mips', target });
  expect(await components.find(kes)).toEqual(own);
  expect(await components.find({ ...kes, target })).toEqual(other);
  expect(await components.find({ ...kes, target: thisMachine })).toEqual(own);
  expect(await components.find({ ...olderKes, target })).toBeUndefined();
});

test('a target that is no word of Go never becomes a path', async () => {
  await using folder = await temporaryFolder();
  const { components } = await bench(folder.path);
  const target = { os: '../..', architecture: 'x' };
  await expect(components.ensure({ ...kes, target }, recorder())).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('a given binary for another machine has the target in its name', async () => {
  await using folder = await temporaryFolder();
  const given = join(folder.path, 'given');
  await mkdir(given);
  await writeFile(join(given, 'kes-plan9-mips'), 'default', { mode: 0o755 });
  await writeFile(join(given, 'kes-0.23.0-plan9-mips'), 'older', { mode: 0o755 });
  const { components } = await bench(folder.path, {}, { SEALAB_BINARIES: given });
  const target = { os: 'plan9', architecture: 'mips' };
  expect((await components.find({ ...kes, target }))?.path).toBe(join(given, 'kes-plan9-mips'));
  expect((await components.find({ ...olderKes, target }))?.path).toBe(join(given, 'kes-0.23.0-plan9-mips'));
  expect(await components.find(kes)).toBeUndefined();
});

describe('with a registry', () => {
  const image = { reference: 'example.test/kes:1', digest: `sha256:${'d'.repeat(64)}` };
  const inImage = { kes: [{ reference: image.reference, path: '/kes' }] };

  function givingRegistry(): RegistrySource & { asked: string[] } {
    const asked: string[] = [];
    return {
      asked,
      async fetch(wanted, folder) {
        asked.push(`${wanted.component}-${wanted.version} ${wanted.target?.architecture ?? 'here'}`);
        const file = join(folder, wanted.component);
        await writeFile(file, `out of an image for ${wanted.target?.architecture ?? 'here'}`);
        return { file, image };
      },
    };
  }

  function failingRegistry(error: Error): RegistrySource {
    return {
      fetch: async () => {
        throw error;
      },
    };
  }

  const noTag = new SealabError('not-found', 'The image example.test/kes:1 is not in its registry.', {
    fix: 'Use another registry.',
    details: { evidence: ['manifest unknown'] },
  });

  test('an image comes before Go, is shared by two callers, and its origin is kept', async () => {
    await using folder = await temporaryFolder();
    const { calls, again, cache } = await bench(folder.path);
    await writeResources(folder.path, inImage);
    const registry = givingRegistry();
    const components = await again({}, {}, registry);
    const [binary] = await Promise.all([
      components.ensure(kes, recorder()),
      components.ensure(kes, recorder()),
    ]);
    expect(binary).toMatchObject({ ...kes, source: 'registry', sha256: await sha256Of(binary.path) });
    expect(registry.asked).toEqual(['kes-0.24.0 here']);
    expect(await calls()).toEqual([]);
    const [, view] = await (await again()).list();
    expect(view).toMatchObject({ state: 'present', source: 'registry', image, images: [image.reference] });
    expect(await readdir(join(cache, 'build'))).toEqual([]);

    const target = { os: 'linux', architecture: 's390x' };
    await components.ensure({ ...kes, target }, recorder());
    expect(registry.asked).toEqual(['kes-0.24.0 here', 'kes-0.24.0 s390x']);
    await components.ensure(kes, recorder());
    expect(registry.asked).toHaveLength(2);
    await components.remove(kes);
    expect((await components.list())[1]).not.toHaveProperty('image');
  });

  test('a version that no registry has is built without asking', async () => {
    await using folder = await temporaryFolder();
    const { again } = await bench(folder.path);
    await writeResources(folder.path, inImage);
    const registry = givingRegistry();
    const binary = await (await again({}, {}, registry)).ensure(vault, recorder());
    expect(binary.source).toBe('go');
    expect(registry.asked).toEqual([]);
  });

  test('where the registry fails, Go is used, and every line of the step tells why', async () => {
    await using folder = await temporaryFolder();
    const { again } = await bench(folder.path);
    await writeResources(folder.path, inImage);
    const context = recorder();
    const binary = await (await again({}, {}, failingRegistry(noTag))).ensure(kes, context);
    expect(binary.source).toBe('go');
    expect(context.reports[0]?.detail).toBe(
      'fetching modules (The image example.test/kes:1 is not in its registry)',
    );
  });

  test('that there is no Docker is no news while Go builds', async () => {
    await using folder = await temporaryFolder();
    const { again } = await bench(folder.path);
    await writeResources(folder.path, inImage);
    const context = recorder();
    const registry = failingRegistry(new SealabError('no-engine', 'Docker does not answer.'));
    await (await again({}, {}, registry)).ensure(kes, context);
    expect(context.reports[0]?.detail).toBe('fetching modules');
  });

  test('where both fail, the error is that of Go and tells the registry’s too', async () => {
    await using folder = await temporaryFolder();
    const { again } = await bench(folder.path);
    await writeResources(folder.path, inImage);
    const offline = { list: 'echo "module lookup disabled by GOPROXY=off" >&2; exit 1' };
    await expect(
      (await again(offline, {}, failingRegistry(noTag))).ensure(kes, recorder()),
    ).rejects.toMatchObject({
      code: 'no-network',
      message: expect.stringMatching(/cannot be fetched\. There is no image either: .*not in its registry/),
      fix: expect.stringContaining('Or, for the image: Use another registry.'),
      details: {
        evidence: [
          'module lookup disabled by GOPROXY=off',
          expect.stringContaining('registry: The image'),
          'manifest unknown',
        ],
      },
    });
  });

  test.each(['checksum-mismatch', 'cancelled'] as const)(
    'a registry that ends in %s is not passed over',
    async (code) => {
      await using folder = await temporaryFolder();
      const { again, calls, cache } = await bench(folder.path);
      await writeResources(folder.path, inImage);
      const components = await again({}, {}, failingRegistry(new SealabError(code, 'It says so.')));
      await expect(components.ensure(kes, recorder())).rejects.toMatchObject({ code });
      expect(await calls()).toEqual([]);
      expect(await readdir(join(cache, 'build'))).toEqual([]);
    },
  );

  test('a registry that has nothing for this machine leaves it to Go', async () => {
    await using folder = await temporaryFolder();
    const { again } = await bench(folder.path);
    await writeResources(folder.path, inImage);
    const components = await again({}, {}, { fetch: async () => undefined });
    expect((await components.ensure(kes, recorder())).source).toBe('go');
  });
});
