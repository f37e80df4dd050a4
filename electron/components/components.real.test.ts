import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Components } from '#core/ports/components.ts';
import { unfitForImage } from '../engines/docker/elf.ts';
import { createComponents } from './components.ts';
import { recorder } from './testing/recorder.ts';
import { writeResources } from './testing/stub-go.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const run = promisify(execFile);
const resourcesFolder = join(import.meta.dirname, '../../resources');
const kes = { component: 'kes', version: '0.24.0' } as const;

function store(cacheFolder: string, environment: Record<string, string> = {}): Promise<Components> {
  return createComponents({ cacheFolder, resourcesFolder, environment: { ...process.env, ...environment } });
}

/** Every process whose environment names this folder. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, index) => environments[index]?.includes(folder));
}

test('KES is built with Go, cancelled half way and resumed, and goes to another machine as a saved set', {
  timeout: 600_000,
}, async () => {
  await using folder = await temporaryFolder();
  const cache = join(folder.path, 'cache');
  const components = await store(cache);
  const first = recorder();
  const cancelled = components.ensure(kes, {
    signal: first.signal,
    report: (report) => {
      first.report(report);
      if (report.done !== undefined && report.total !== undefined && report.done * 2 > report.total)
        first.cancel();
    },
  });
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  expect(await processesOf(cache)).toEqual([]);
  expect(await readdir(join(cache, 'build'))).toEqual([]);

  const second = recorder();
  const binary = await components.ensure(kes, second);
  const totalOf = (reports: typeof first.reports): number =>
    reports.find(({ total }) => total !== undefined)?.total ?? 0;
  expect(totalOf(first.reports)).toBeGreaterThan(500);
  expect(totalOf(second.reports)).toBeLessThan(totalOf(first.reports) * 0.7);
  expect(second.reports.findLast(({ total }) => total !== undefined)?.done).toBe(totalOf(second.reports));
  expect((await run(binary.path, ['--version'])).stdout).toMatch(/^Version/);

  const file = join(folder.path, 'set.sealab');
  expect(await components.save(file, recorder())).toMatchObject({ components: ['kes-0.24.0'] });
  const elsewhere = await store(join(folder.path, 'other cache'), { PATH: '' });
  expect(await elsewhere.load(file, recorder())).toEqual({ components: ['kes-0.24.0'] });
  const loaded = await elsewhere.ensure(kes, recorder());
  expect(loaded).toMatchObject({ sha256: binary.sha256, source: 'saved-set' });
  expect((await run(loaded.path, ['--version'])).stdout).toMatch(/^Version/);
});

test('Go itself without a network ends in no-network with what Go said', async () => {
  await using folder = await temporaryFolder();
  for (const proxy of ['off', 'http://127.0.0.1:1']) {
    const components = await store(join(folder.path, 'cache'), {
      GOMODCACHE: join(folder.path, 'no modules'),
      GOPROXY: proxy,
    });
    await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
      code: 'no-network',
      details: { evidence: [expect.stringMatching(/GOPROXY=off|connection refused/)] },
    });
  }
  await rm(folder.path, { recursive: true, force: true });
});

test('a program that does not compile ends in build-failed with what Go said', async () => {
  await using folder = await temporaryFolder();
  const resources = await writeResources(folder.path);
  const catalogue = join(resources, 'components/catalogue.yaml');
  await writeFile(
    catalogue,
    (await readFile(catalogue, 'utf8')).replaceAll('"package": "example.test/tool"', '"package": "."'),
  );
  await mkdir(join(folder.path, 'cache'));
  const source = join(resources, 'components/kes-0.24.0/main.go');
  const components = await createComponents({
    cacheFolder: join(folder.path, 'cache'),
    resourcesFolder: resources,
    environment: process.env,
  });
  await writeFile(source, 'package main\n\nfunc main() { undefinedThing() }\n');
  await expect(components.ensure(kes, recorder())).rejects.toMatchObject({
    code: 'build-failed',
    details: { evidence: ['# example.test/build', expect.stringContaining('undefined: undefinedThing')] },
  });
  await writeFile(source, 'package main\n\nfunc main() { println("works") }\n');
  const binary = await components.ensure(kes, recorder());
  expect((await run(binary.path)).stderr).toBe('works\n');
});

test('the toolbox is built for another processor, and its header says so', async () => {
  await using folder = await temporaryFolder();
  const components = await store(join(folder.path, 'cache'));
  const [architecture, machine] =
    process.arch === 'arm64' ? (['amd64', 62] as const) : (['arm64', 183] as const);
  const target = { os: 'linux', architecture };
  const binary = await components.ensure({ component: 'toolbox', version: '1', target }, recorder());
  expect(await unfitForImage(binary.path, architecture)).toBeUndefined();
  expect((await readFile(binary.path)).readUInt16LE(18)).toBe(machine);
});
