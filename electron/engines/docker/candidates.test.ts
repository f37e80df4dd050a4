import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { EngineCandidate } from '#shared/contract/engines.ts';
import { ThrowawayCa } from '../../clients/testing/throwaway-certificates.ts';
import { createEngineFinder } from './candidates.ts';
import type { Variables } from './contexts.ts';
import type { Surroundings } from './places.ts';
import { DockerStubs } from './testing/stub-docker.ts';

const NEVER = new AbortController().signal;

function worldOf(
  stubs: DockerStubs,
  environment: Variables = {},
  more: Partial<Surroundings> = {},
): Surroundings {
  const system = stubs.path('run', 'docker.sock');
  return {
    environment,
    homeFolder: stubs.home,
    platform: 'linux',
    userId: 4_000_000,
    systemSockets: [system],
    ...more,
  };
}

async function look(world: Surroundings): Promise<readonly EngineCandidate[]> {
  return await createEngineFinder(world).candidates(NEVER);
}

describe('the look for engines', () => {
  it('takes the first that works and says so of the others', async () => {
    await using stubs = new DockerStubs();
    await stubs.docker(stubs.path('run', 'docker.sock'));
    await stubs.docker(stubs.path('.orbstack', 'run', 'docker.sock'));
    const found = await look(worldOf(stubs));
    expect(found.filter(({ isTaken }) => isTaken)).toMatchObject([
      { engine: 'docker', version: '27.1.0', apiVersion: '1.46', platform: 'linux/amd64', state: 'works' },
      { engine: 'process', state: 'works' },
    ]);
    const second = found.find(({ source }) => source.includes('.orbstack'));
    expect(second).toMatchObject({ state: 'works', isTaken: false });
    expect(second?.reason).toBe(`It works; ${stubs.path('run', 'docker.sock')} came first.`);
    expect(found.at(-1)?.engine).toBe('process');
  });

  it('asks at the usual places in the order of Testcontainers, each once', async () => {
    await using stubs = new DockerStubs();
    const found = await look(worldOf(stubs, { XDG_RUNTIME_DIR: stubs.path('runtime') }));
    expect(found.map(({ source }) => source.replace(stubs.home, '~'))).toEqual([
      '~/run/docker.sock',
      '~/runtime/docker.sock',
      '~/.docker/run/docker.sock',
      '~/.docker/desktop/docker.sock',
      '/run/user/4000000/docker.sock',
      '~/.colima/default/docker.sock',
      '~/.config/colima/default/docker.sock',
      '~/.rd/docker.sock',
      '~/.orbstack/run/docker.sock',
      'this machine',
    ]);
    expect(
      found.filter(({ engine }) => engine === 'docker').every(({ state }) => state === 'not-tried'),
    ).toBe(true);
  });

  it('counts DOCKER_HOST alone where it is set', async () => {
    await using stubs = new DockerStubs();
    await stubs.docker(stubs.path('run', 'docker.sock'));
    const nowhere = `unix://${stubs.path('nowhere.sock')}`;
    const found = await look(worldOf(stubs, { DOCKER_HOST: nowhere, DOCKER_CONTEXT: 'other' }));
    expect(found).toMatchObject([
      { source: 'DOCKER_HOST', state: 'failed', reason: `There is no ${stubs.path('nowhere.sock')}.` },
      { engine: 'process' },
    ]);
  });

  it('names the file where a link leads to nothing', async () => {
    await using stubs = new DockerStubs();
    await mkdir(stubs.path('run'));
    await symlink('/gone/docker.sock', stubs.path('run', 'docker.sock'));
    const [first] = await look(worldOf(stubs));
    expect(first).toMatchObject({ state: 'failed' });
    expect(first?.reason).toContain('is a link to /gone/docker.sock, and there is nothing');
  });

  it('tells a file, a stopped engine and a stranger apart', async () => {
    await using stubs = new DockerStubs();
    await mkdir(stubs.path('run'));
    await writeFile(stubs.path('run', 'docker.sock'), '');
    await stoppedSocket(stubs.path('.rd'));
    await stubs.listen(stubs.path('.docker', 'run', 'docker.sock'), (_request, response) =>
      response.end('<html>'),
    );
    const found = await look(worldOf(stubs));
    const reasonAt = (part: string): string =>
      found.find(({ source }) => source.includes(part))?.reason ?? '';
    expect(reasonAt('/run/docker.sock')).toContain('is no socket');
    expect(reasonAt('.rd')).toContain('the engine is stopped');
    expect(reasonAt('.docker/run')).toContain('does not answer as Docker does (status 200)');
    expect(found.filter(({ state }) => state === 'failed').every(({ fix }) => fix !== undefined)).toBe(true);
  });

  it('refuses an API older than 1.41 and Windows containers', async () => {
    await using stubs = new DockerStubs();
    await stubs.docker(stubs.path('run', 'docker.sock'), { Version: '19.03.15', ApiVersion: '1.40' });
    await stubs.docker(stubs.path('.rd', 'docker.sock'), { Os: 'windows' });
    await stubs.docker(stubs.path('.orbstack', 'run', 'docker.sock'), { ApiVersion: '1.41' });
    const found = await look(worldOf(stubs));
    expect(found[0]).toMatchObject({ state: 'failed', version: '19.03.15' });
    expect(found[0]?.reason).toBe('Docker 19.03.15 has the API 1.40; Sealab needs 1.41 or newer.');
    expect(found.find(({ source }) => source.includes('.rd'))?.reason).toContain('Windows containers');
    expect(found.find(({ isTaken }) => isTaken)?.source).toContain('.orbstack');
  });

  it('waits 2 s for all that do not answer together', { timeout: 10_000 }, async () => {
    await using stubs = new DockerStubs();
    for (const folder of ['run', '.rd', '.colima/default'])
      await stubs.listen(stubs.path(folder, 'docker.sock'), () => undefined);
    await stubs.docker(stubs.path('.orbstack', 'run', 'docker.sock'));
    const startedMs = performance.now();
    const found = await look(worldOf(stubs));
    expect(performance.now() - startedMs).toBeLessThan(3_500);
    expect(found.filter(({ reason }) => reason.includes('no answer within 2 s'))).toHaveLength(3);
    expect(found.find(({ isTaken }) => isTaken)?.source).toContain('.orbstack');
  });

  it('ends at once when it is cancelled', async () => {
    await using stubs = new DockerStubs();
    await stubs.listen(stubs.path('run', 'docker.sock'), () => undefined);
    const startedMs = performance.now();
    await expect(
      createEngineFinder(worldOf(stubs)).candidates(AbortSignal.timeout(50)),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });

  it('has no processes on Windows and looks for its pipes', async () => {
    await using stubs = new DockerStubs();
    const found = await look(worldOf(stubs, {}, { platform: 'win32', userId: undefined }));
    expect(found.map(({ source, state }) => ({ source, state }))).toEqual([
      { source: '//./pipe/docker_engine', state: 'failed' },
      { source: '//./pipe/dockerDesktopLinuxEngine', state: 'failed' },
      { source: 'this machine', state: 'failed' },
    ]);
  });
});

describe('an address', () => {
  it.each(['tcp://192.0.2.7:2375', 'ssh://me@example.org', 'https://docker.example.org:2376'])(
    'of another machine is unsupported: %s',
    async (host) => {
      await using stubs = new DockerStubs();
      const [first] = await look(worldOf(stubs, { DOCKER_HOST: host }));
      expect(first).toMatchObject({ state: 'failed', isTaken: false });
      expect(first?.reason).toContain('remote engines come later');
    },
  );

  it('that carries a password never shows it', async () => {
    await using stubs = new DockerStubs();
    const found = await look(worldOf(stubs, { DOCKER_HOST: 'tcp://me:opensesame@192.0.2.7:2375' }));
    expect(JSON.stringify(found)).not.toContain('opensesame');
  });

  it('that is none is told with the form it should have', async () => {
    await using stubs = new DockerStubs();
    const [first] = await look(worldOf(stubs, { DOCKER_HOST: 'docker please' }));
    expect(first?.reason).toContain('no address of an engine');
    expect(first?.fix).toContain('unix:///');
  });

  it('on the loopback is asked over TCP', async () => {
    await using stubs = new DockerStubs();
    const port = await stubs.tcp();
    const [first] = await look(worldOf(stubs, { DOCKER_HOST: `tcp://127.0.0.1:${port}` }));
    expect(first).toMatchObject({ state: 'works', isTaken: true });
  });

  it('with DOCKER_TLS_VERIFY is not asked without the certificates', async () => {
    await using stubs = new DockerStubs();
    const port = await stubs.tcp();
    const environment = {
      DOCKER_HOST: `tcp://127.0.0.1:${port}`,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: stubs.path('certs'),
    };
    const [first] = await look(worldOf(stubs, environment));
    expect(first).toMatchObject({ state: 'failed' });
    expect(first?.reason).toContain('TLS files cannot be read');
  });

  it('with TLS is asked with the client certificate, and a server of another authority is not believed', async () => {
    await using stubs = new DockerStubs();
    await using ca = await ThrowawayCa.create();
    await using stranger = await ThrowawayCa.create();
    const client = await ca.issue('DNS:client');
    await mkdir(stubs.path('certs'));
    await writeFile(stubs.path('certs', 'ca.pem'), ca.certificatePem);
    await writeFile(stubs.path('certs', 'cert.pem'), client.certificatePem);
    await writeFile(stubs.path('certs', 'key.pem'), client.keyPem);
    const states: string[] = [];
    for (const authority of [ca, stranger]) {
      const server = await authority.issue('IP:127.0.0.1');
      const tls = createServer(
        { cert: server.certificatePem, key: server.keyPem, ca: ca.certificatePem, requestCert: true },
        (_request, response) =>
          response.end('{"Version":"27.1.0","ApiVersion":"1.46","Os":"linux","Arch":"arm64"}'),
      );
      await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
      const address = tls.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const [first] = await look(
        worldOf(stubs, {
          DOCKER_HOST: `tcp://127.0.0.1:${port}`,
          DOCKER_TLS_VERIFY: '1',
          DOCKER_CERT_PATH: stubs.path('certs'),
        }),
      );
      states.push(first?.state ?? '');
      tls.closeAllConnections();
      tls.close();
    }
    expect(states).toEqual(['works', 'failed']);
  });
});

/** `nobody` on every Linux. */
const NOBODY = { uid: 65_534, gid: 65_534 };

describe('a user whom the socket refuses', () => {
  it('is told of the group docker', async ({ skip }) => {
    await using stubs = new DockerStubs();
    const isRoot = process.getuid?.() === 0;
    const socket = await stubs.docker(stubs.path('run', 'docker.sock'));
    await chmod(socket, isRoot ? 0o600 : 0);
    await chmod(stubs.home, 0o755);
    const script = `
      import { askEngine } from ${JSON.stringify(fileURLToPath(new URL('ask-engine.ts', import.meta.url)))};
      const path = ${JSON.stringify(socket)};
      const place = { id: path, source: path, address: path, isNamed: false, endpoint: { kind: 'socket', path } };
      console.log(JSON.stringify(await askEngine(place, AbortSignal.timeout(2000))));`;
    let printed = '';
    try {
      // The server lives in this process, which waits: the refusal comes from the system, not from the server.
      printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        stdio: 'pipe',
        cwd: '/',
        ...(isRoot ? NOBODY : {}),
      });
    } catch (thrown) {
      skip(true, `nobody cannot run this repository: ${String(thrown).slice(0, 200)}`);
    }
    expect(JSON.parse(printed)).toMatchObject({
      state: 'failed',
      reason: `Your user may not use ${socket}.`,
      fix: expect.stringContaining('usermod -aG docker'),
    });
  });
});

/** A socket that stays on the disk while nobody listens any more. */
async function stoppedSocket(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = `${folder}/docker.sock`;
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  try {
    execFileSync(process.execPath, ['-e', script], { stdio: 'pipe' });
  } catch {
    // It killed itself, so that its socket stays.
  }
}
