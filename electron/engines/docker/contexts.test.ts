import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createEngineFinder } from './candidates.ts';
import { chosenContext } from './contexts.ts';
import { DockerStubs } from './testing/stub-docker.ts';

async function writeConfig(stubs: DockerStubs, currentContext: string): Promise<void> {
  await mkdir(stubs.path('.docker'), { recursive: true });
  await writeFile(stubs.path('.docker', 'config.json'), JSON.stringify({ auths: {}, currentContext }));
}

async function writeContext(stubs: DockerStubs, name: string, docker: unknown): Promise<string> {
  const id = createHash('sha256').update(name).digest('hex');
  const folder = stubs.path('.docker', 'contexts', 'meta', id);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/meta.json`, JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }));
  return stubs.path('.docker', 'contexts', 'tls', id, 'docker');
}

describe('the context of the docker command', () => {
  it('is none where nothing is chosen, where it is called default, and where config.json is damaged', async () => {
    await using stubs = new DockerStubs();
    const folder = stubs.path('.docker');
    expect(await chosenContext(folder, {})).toBeUndefined();
    await writeConfig(stubs, 'default');
    expect(await chosenContext(folder, {})).toBeUndefined();
    await writeFile(stubs.path('.docker', 'config.json'), '{');
    expect(await chosenContext(folder, {})).toBeUndefined();
  });

  it('comes from config.json, and DOCKER_CONTEXT wins', async () => {
    await using stubs = new DockerStubs();
    await writeConfig(stubs, 'desktop-linux');
    await writeContext(stubs, 'desktop-linux', { Host: 'unix:///one.sock', SkipTLSVerify: false });
    await writeContext(stubs, 'colima', { Host: 'unix:///two.sock' });
    expect(await chosenContext(stubs.path('.docker'), {})).toMatchObject({ host: 'unix:///one.sock' });
    expect(await chosenContext(stubs.path('.docker'), { DOCKER_CONTEXT: 'colima' })).toMatchObject({
      name: 'colima',
      host: 'unix:///two.sock',
    });
  });

  it('brings its TLS files where it has some', async () => {
    await using stubs = new DockerStubs();
    const folder = await writeContext(stubs, 'far', { Host: 'tcp://127.0.0.1:1' });
    const context = async (): Promise<unknown> =>
      await chosenContext(stubs.path('.docker'), { DOCKER_CONTEXT: 'far' });
    expect(await context()).not.toHaveProperty('tlsFolder');
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/ca.pem`, '');
    expect(await context()).toMatchObject({ tlsFolder: folder });
  });

  it('is the first candidate, and its socket is not asked twice', async () => {
    await using stubs = new DockerStubs();
    const socket = await stubs.docker(stubs.path('.docker', 'desktop', 'docker.sock'));
    await stubs.docker(stubs.path('run', 'docker.sock'));
    await writeConfig(stubs, 'desktop-linux');
    await writeContext(stubs, 'desktop-linux', { Host: `unix://${socket}` });
    const found = await candidatesOf(stubs, {});
    expect(found[0]).toMatchObject({ source: 'context desktop-linux', address: socket, isTaken: true });
    expect(found.filter(({ address }) => address === socket)).toHaveLength(1);
  });

  it('that is not there, names no host or verifies no TLS fails with a reason; the usual places come after it', async () => {
    await using stubs = new DockerStubs();
    await stubs.docker(stubs.path('run', 'docker.sock'));
    await writeContext(stubs, 'empty', {});
    await writeContext(stubs, 'careless', { Host: 'tcp://127.0.0.1:2376', SkipTLSVerify: true });
    for (const [name, reason] of [
      ['gone', 'There is no context “gone”'],
      ['empty', 'names no Docker host'],
      ['careless', 'does not verify TLS'],
    ] as const) {
      const found = await candidatesOf(stubs, { DOCKER_CONTEXT: name });
      expect(found[0]).toMatchObject({ source: `context ${name}`, state: 'failed' });
      expect(found[0]?.reason).toContain(reason);
      expect(found[1]).toMatchObject({ isTaken: true });
    }
  });
});

async function candidatesOf(
  stubs: DockerStubs,
  environment: Readonly<Record<string, string>>,
): ReturnType<ReturnType<typeof createEngineFinder>['candidates']> {
  const finder = createEngineFinder({
    environment,
    homeFolder: stubs.home,
    platform: 'linux',
    userId: 4_000_000,
    systemSockets: [stubs.path('run', 'docker.sock')],
  });
  return await finder.candidates(new AbortController().signal);
}
