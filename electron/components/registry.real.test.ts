import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Components } from '#core/ports/components.ts';
import { toWire } from '#shared/errors.ts';
import { type RegistryLogin, registryLogin } from '../engines/docker/registry-login.ts';
import type { PullLimits } from '../engines/docker/registry-pull.ts';
import { createImagePins } from '../system/image-pins.ts';
import { createComponents } from './components.ts';
import { createDockerRegistry } from './docker-registry.ts';
import { thisMachine } from './platforms.ts';
import { ACCOUNT, pretendedProgram, startFaultyProxy, startRegistry } from './testing/loopback-registry.ts';
import { recorder } from './testing/recorder.ts';
import { writeResources, writeStubGo } from './testing/stub-go.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const docker = new Docker();
const hasDocker = await docker.ping().then(
  () => true,
  () => false,
);
const hasRegistry = existsSync('/usr/bin/docker-registry');
const missing = [hasDocker ? [] : ['Docker'], hasRegistry ? [] : ['docker-registry']].flat().join(' and ');
const isRequired = process.env['SEALAB_TEST_DOCKER'] === 'required';

const kes = { component: 'kes', version: '0.24.0' } as const;
const own = thisMachine.architecture === 'arm64' ? 'arm64' : 'amd64';
const foreign = own === 'arm64' ? 'amd64' : 'arm64';

test.runIf(isRequired)('Docker and docker-registry are here, as SEALAB_TEST_DOCKER demands', () => {
  expect(missing).toBe('');
});

describe.skipIf(missing !== '')(`binaries out of a registry (without: ${missing || 'nothing'})`, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let serial = 0;

  beforeAll(async () => {
    folder = await temporaryFolder();
    registry = await startRegistry(folder.path);
  });

  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    expect(await testImages()).toEqual([]);
    expect(await readers()).toEqual([]);
  });

  /** What is in the engine of this test's names; others use the engine, too. */
  async function testImages(): Promise<readonly string[]> {
    const images = await docker.listImages({ all: true });
    const names = images.flatMap(({ RepoTags, RepoDigests }) => [
      ...(RepoTags ?? []),
      ...(RepoDigests ?? []),
    ]);
    return names.filter((name) => name.includes('sealab-test/'));
  }

  async function readers(): Promise<readonly string[]> {
    const found = await docker.listContainers({ all: true, filters: { label: ['dev.sealab.reader'] } });
    return found.map(({ Id }) => Id);
  }

  /** Such as a container gets for the volumes that its image declares. */
  async function anonymousVolumes(): Promise<readonly string[]> {
    const names = (await docker.listVolumes()).Volumes.map(({ Name }) => Name);
    return names.filter((name) => /^[0-9a-f]{64}$/.test(name)).toSorted();
  }

  /** A name of its own, so that no test sees another's image. */
  function newName(): string {
    serial += 1;
    return `sealab-test/kes-${serial}`;
  }

  /** A fresh cache and home with a Go that reaches nothing; KES comes out of these images. */
  async function bench(options: {
    readonly images: readonly { readonly reference: string; readonly path: string }[];
    readonly mirror?: string;
    readonly limits?: PullLimits;
    readonly login?: (reference: string) => Promise<RegistryLogin>;
  }): Promise<{ readonly components: Components; readonly home: string; readonly cache: string }> {
    serial += 1;
    const base = join(folder.path, `bench ${serial}`);
    const resourcesFolder = await writeResources(base, { kes: options.images });
    const home = join(base, 'home');
    const cacheFolder = join(base, 'cache');
    const unreachable = 'echo "module lookup disabled by GOPROXY=off" >&2; exit 1';
    const { bin } = await writeStubGo(base, { list: unreachable });
    await mkdir(cacheFolder);
    const components = await createComponents({
      cacheFolder,
      resourcesFolder,
      environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: base },
      registry: createDockerRegistry({
        connect: async () => docker,
        pins: createImagePins(home),
        mirror: async () => options.mirror ?? '',
        login: options.login ?? (async () => ({})),
        ...(options.limits === undefined ? {} : { limits: options.limits }),
      }),
    });
    return { components, home, cache: cacheFolder };
  }

  async function pushed(
    options: { architecture?: string; sizeBytes?: number; path?: string } = {},
  ): Promise<{ name: string; reference: string; path: string; digest: string; program: Buffer }> {
    const { architecture = own, sizeBytes = 200_000, path = '/opt/kes' } = options;
    const name = newName();
    const program = pretendedProgram(architecture === 'arm64' ? 'arm64' : 'amd64', sizeBytes);
    const layers = [
      { path: '/etc/first', content: Buffer.from('a layer before') },
      { path, content: program },
    ];
    const digest = await registry.push({ name, tag: '1.0', architecture, layers });
    return { name, reference: `127.0.0.1:${registry.port}/${name}:1.0`, path, digest, program };
  }

  test('a binary is pulled with progress and stored with its image and digest, and the image goes again', async () => {
    const image = await pushed({ sizeBytes: 12_000_000 });
    const { components, home, cache } = await bench({ images: [image] });
    const volumesBefore = await anonymousVolumes();
    const context = recorder();
    const binary = await components.ensure(kes, context);
    expect(binary).toMatchObject({ ...kes, source: 'registry', path: join(cache, 'bin/kes-0.24.0/kes') });
    expect((await readFile(binary.path)).equals(image.program)).toBe(true);
    expect((await stat(binary.path)).mode & 0o777).toBe(0o755);
    const view = (await components.list()).find(({ version }) => version === kes.version);
    expect(view).toMatchObject({
      images: [image.reference],
      image: { reference: image.reference, digest: image.digest },
      source: 'registry',
    });
    const details = context.reports.map(({ detail }) => detail);
    expect(details).toContain(`${image.reference}: asking the registry`);
    expect(details).toContain(`${image.reference}: layer 2 of 2`);
    const pulling = context.reports.filter(({ detail }) => detail?.includes('layer 2 of 2'));
    expect(pulling.at(-1)?.total).toBeGreaterThan(11_900_000);
    expect(context.reports.at(-2)).toMatchObject({ done: 12_000_000, total: 12_000_000, unit: 'bytes' });
    const pins = join(home, 'images.json');
    expect(JSON.parse(await readFile(pins, 'utf8'))).toEqual({
      format: 1,
      images: { [image.reference]: image.digest },
    });
    expect((await stat(pins)).mode & 0o777).toBe(0o600);
    expect(await testImages()).toEqual([]);
    expect(await readers()).toEqual([]);
    expect(await readdir(join(cache, 'build'))).toEqual([]);
    expect(await anonymousVolumes()).toEqual(volumesBefore);
  });

  test('an image that was there is used without its registry, and stays', async () => {
    const image = await pushed();
    await new Promise((resolve, reject) => {
      docker.pull(image.reference, {}, (error, stream) => {
        if (error !== null || stream === undefined) return reject(error);
        docker.modem.followProgress(stream, (failure) => (failure ? reject(failure) : resolve(undefined)));
      });
    });
    const { components } = await bench({ images: [image] });
    const context = recorder();
    await components.ensure(kes, context);
    expect(context.reports.some(({ detail }) => detail?.includes('layer'))).toBe(false);
    expect((await docker.getImage(image.reference).inspect()).RepoTags).toEqual([image.reference]);
    await docker.getImage(image.reference).remove();
  });

  test('a link inside the image is followed', async () => {
    const program = pretendedProgram(own, 1000);
    const name = newName();
    const layers = [
      { path: '/usr/lib/kes/kes', content: program },
      { path: '/bin/kes', content: { link: '../usr/lib/kes/kes' } },
    ];
    await registry.push({ name, tag: '1', architecture: own, layers });
    const reference = `127.0.0.1:${registry.port}/${name}:1`;
    const { components } = await bench({ images: [{ reference, path: '/bin/kes' }] });
    const binary = await components.ensure(kes, recorder());
    expect((await readFile(binary.path)).equals(program)).toBe(true);
  });

  test('where a tag is missing, or lacks the file, the next image is taken', async () => {
    const image = await pushed();
    const { components } = await bench({
      images: [
        { reference: `127.0.0.1:${registry.port}/${image.name}:gone`, path: '/kes' },
        { reference: `127.0.0.1:${registry.port}/sealab-test/never-was:1.0`, path: '/kes' },
        { reference: image.reference, path: '/not/there' },
        image,
      ],
    });
    expect(await components.ensure(kes, recorder())).toMatchObject({ source: 'registry' });
  });

  test('where no image and no Go gives it, the error tells every reason', async () => {
    const image = await pushed({ architecture: foreign });
    const gone = `127.0.0.1:${registry.port}/${image.name}:gone`;
    const { components } = await bench({ images: [{ reference: gone, path: '/kes' }, image] });
    await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
      code: 'no-network',
      message: expect.stringMatching(
        /cannot be fetched.*There is no image either: No registry gives kes 0\.24\.0/,
      ),
      details: {
        evidence: expect.arrayContaining([
          `The image ${gone} is not in its registry.`,
          expect.stringContaining(`is for linux/${foreign}, and linux/${own} is needed`),
        ]),
      },
    });
  });

  test('an image for another processor serves a lab that wants that processor', async () => {
    const image = await pushed({ architecture: foreign });
    const { components, cache } = await bench({ images: [image] });
    const target = { os: 'linux', architecture: foreign };
    const binary = await components.ensure({ ...kes, target }, recorder());
    expect(binary).toMatchObject({ target, path: join(cache, `bin/kes-0.24.0-linux-${foreign}/kes`) });
    expect(await components.find(kes)).toBeUndefined();
  });

  test('a file that is no program for the processor is refused', async () => {
    const name = newName();
    const layers = [{ path: '/kes', content: pretendedProgram(foreign, 1000) }];
    await registry.push({ name, tag: '1', architecture: own, layers });
    const { components } = await bench({
      images: [{ reference: `127.0.0.1:${registry.port}/${name}:1`, path: '/kes' }],
    });
    await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`made for ${foreign}`)),
    });
    expect(await components.find(kes)).toBeUndefined();
  });

  test('a tag that has other bytes than at first is refused with both digests, until its line is removed', async () => {
    const image = await pushed();
    const { components, home } = await bench({ images: [image] });
    await components.ensure(kes, recorder());
    await components.remove(kes);
    const layers = [{ path: image.path, content: pretendedProgram(own, 3000) }];
    const digest = await registry.push({ name: image.name, tag: '1.0', architecture: own, layers });
    await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
      code: 'checksum-mismatch',
      message: expect.stringMatching(new RegExp(`${image.digest}.*${digest}`)),
      fix: expect.stringContaining(join(home, 'images.json')),
    });
    expect(await components.find(kes)).toBeUndefined();
    expect(await testImages()).toEqual([]);
    const pins = join(home, 'images.json');
    const lines = (await readFile(pins, 'utf8')).split('\n');
    await writeFile(pins, lines.filter((line) => !line.includes(image.reference)).join('\n'));
    await components.ensure(kes, recorder());
    expect(await readFile(pins, 'utf8')).toContain(digest);
  });

  test('a mirror is asked first, and the usual registry where the mirror lacks the image', async () => {
    const image = await pushed();
    const mirrored = { reference: `registry.invalid/${image.name}:1.0`, path: image.path };
    const mirror = `127.0.0.1:${registry.port}`;
    const first = await bench({ images: [mirrored], mirror });
    await first.components.ensure(kes, recorder());
    const [, view] = await first.components.list();
    expect(view?.image).toEqual({ reference: `${mirror}/${image.name}:1.0`, digest: image.digest });

    const second = await bench({ images: [image], mirror: `${mirror}/empty` });
    await second.components.ensure(kes, recorder());
    expect((await second.components.list())[1]?.image?.reference).toBe(image.reference);
  });

  test('a cancelled pull ends at once and leaves nothing', async () => {
    const image = await pushed({ sizeBytes: 3_000_000 });
    await using slow = await startFaultyProxy(registry.port, { bytes: 1_000_000, ending: 'silence' });
    const reference = `127.0.0.1:${slow.port}/${image.name}:1.0`;
    const { components, cache } = await bench({ images: [{ ...image, reference }] });
    const context = recorder();
    const pulling = components.ensure(kes, {
      signal: context.signal,
      report: ({ done = 0 }) => {
        if (done > 0) setTimeout(() => context.cancel(), 100);
      },
    });
    await expect(pulling).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(join(cache, 'build'))).toEqual([]);
    expect(await components.find(kes)).toBeUndefined();
  });

  test('a registry that says nothing, at first or half way, is a network that does not work', async () => {
    const image = await pushed({ sizeBytes: 3_000_000 });
    const limits = { firstByteMs: 700, silenceMs: 1500 };
    for (const [bytes, when] of [
      [0, /nothing for 0\.7 s/],
      [1_000_000, /nothing for 1\.5 s, half way/],
    ] as const) {
      await using faulty = await startFaultyProxy(registry.port, { bytes, ending: 'silence' });
      const reference = `127.0.0.1:${faulty.port}/${image.name}:1.0`;
      const { components } = await bench({ images: [{ ...image, reference }], limits });
      await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
        message: expect.stringMatching(when),
      });
    }
  });

  test('a connection that is cut half way is taken up again by the engine, which the progress tells', async () => {
    const image = await pushed({ sizeBytes: 3_000_000 });
    await using faulty = await startFaultyProxy(registry.port, { bytes: 1_000_000, ending: 'cut' });
    const reference = `127.0.0.1:${faulty.port}/${image.name}:1.0`;
    const { components } = await bench({ images: [{ ...image, reference }] });
    const context = recorder();
    const binary = await components.ensure(kes, context);
    expect((await readFile(binary.path)).equals(image.program)).toBe(true);
    expect(context.reports.map(({ detail }) => detail)).toContain(
      `${reference}: the connection broke; Docker tries again in 2 s`,
    );
  });

  test('a registry that is gone half way is a network that does not work, and the next image is taken', async () => {
    const image = await pushed({ sizeBytes: 3_000_000 });
    await using faulty = await startFaultyProxy(registry.port, { bytes: 1_000_000, ending: 'end' });
    const gone = { ...image, reference: `127.0.0.1:${faulty.port}/${image.name}:1.0` };
    const limits = { firstByteMs: 5000, silenceMs: 2500 };
    const alone = await bench({ images: [gone], limits });
    await expect(alone.components.ensure(kes, recorder())).rejects.toMatchObject({
      message: expect.stringMatching(/nothing for 2\.5 s, half way/),
    });
    await using again = await startFaultyProxy(registry.port, { bytes: 1_000_000, ending: 'end' });
    const first = { ...image, reference: `127.0.0.1:${again.port}/${image.name}:1.0` };
    const { components } = await bench({ images: [first, image], limits });
    expect(await components.ensure(kes, recorder())).toMatchObject({ source: 'registry' });
    expect((await components.list())[1]?.image?.reference).toBe(image.reference);
  });

  describe('a registry that wants a login', () => {
    let closed: Awaited<ReturnType<typeof startRegistry>>;
    beforeAll(async () => {
      closed = await startRegistry(join(folder.path, 'closed'), { wantsLogin: true });
    });
    afterAll(async () => {
      await closed[Symbol.asyncDispose]();
    });

    async function pushedThere(): Promise<{ reference: string; path: string; program: Buffer }> {
      const name = newName();
      const program = pretendedProgram(own, 100_000);
      const layers = [{ path: '/kes', content: program }];
      await closed.push({ name, tag: '1.0', architecture: own, layers });
      return { reference: `127.0.0.1:${closed.port}/${name}:1.0`, path: '/kes', program };
    }

    /** What `docker login` would have written. */
    async function loginWith(password: string): Promise<(reference: string) => Promise<RegistryLogin>> {
      serial += 1;
      const homeFolder = join(folder.path, `login ${serial}`);
      const auth = Buffer.from(`${ACCOUNT.username}:${password}`).toString('base64');
      await mkdir(join(homeFolder, '.docker'), { recursive: true });
      await writeFile(
        join(homeFolder, '.docker', 'config.json'),
        JSON.stringify({ auths: { [`127.0.0.1:${closed.port}`]: { auth } } }),
      );
      return async (reference) => await registryLogin(reference, { environment: {}, homeFolder });
    }

    test('gives its images to whoever has logged in with docker', async () => {
      const image = await pushedThere();
      const { components } = await bench({ images: [image], login: await loginWith(ACCOUNT.password) });
      const binary = await components.ensure(kes, recorder());
      expect((await readFile(binary.path)).equals(image.program)).toBe(true);
    });

    test.each(['no login', 'a wrong login'])(
      'refuses its images to %s, and nobody reads a password',
      async (who) => {
        const image = await pushedThere();
        const wrong = 'not the word of ann';
        const problem = 'docker-credential-x, which keeps docker’s logins, is not there.';
        const login = who === 'no login' ? async () => ({ problem }) : await loginWith(wrong);
        const { components } = await bench({ images: [image], login });
        const context = recorder();
        const failure: unknown = await components.ensure(kes, context).catch((thrown: unknown) => thrown);
        const said = JSON.stringify([toWire(failure), context.reports]);
        expect(said).toMatch(/docker login/);
        expect(said).not.toContain(wrong);
        expect(said).not.toContain(Buffer.from(wrong).toString('base64').slice(0, 12));
        if (who === 'no login') expect(said).toContain(problem);
      },
    );
  });
});
