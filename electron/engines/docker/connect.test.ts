import { describe, expect, it, vi } from 'vitest';
import { createEngineFinder, type DockerFinder } from './candidates.ts';
import { createDockerConnection } from './connect.ts';
import { DockerStubs } from './testing/stub-docker.ts';

function finderOf(stubs: DockerStubs): DockerFinder {
  return createEngineFinder({
    environment: {},
    homeFolder: stubs.home,
    platform: 'linux',
    userId: 4_000_000,
    systemSockets: [stubs.path('run', 'docker.sock')],
  });
}

describe('the connection to Docker', () => {
  it('is looked for once by all who ask together, and remembered', async () => {
    await using stubs = new DockerStubs();
    await stubs.docker(stubs.path('run', 'docker.sock'));
    const finder = finderOf(stubs);
    const look = vi.spyOn(finder, 'look');
    const connect = createDockerConnection({ finder });
    const [one, other] = await Promise.all([connect(), connect(new AbortController().signal)]);
    expect(one).toBe(other);
    expect(await connect()).toBe(one);
    expect(look).toHaveBeenCalledTimes(1);
    expect(await one.version()).toMatchObject({ Version: '27.1.0' });
  });

  it('is looked for anew after a connection breaks', async () => {
    await using stubs = new DockerStubs();
    await stubs.docker(stubs.path('.rd', 'docker.sock'));
    await stubs.docker(stubs.path('run', 'docker.sock'));
    const connect = createDockerConnection({ finder: finderOf(stubs) });
    const first = await connect();
    await first.ping();
    await stubs.stopNewest();
    await expect(first.ping()).rejects.toThrow();
    const second = await connect();
    expect(second).not.toBe(first);
    expect(await second.version()).toMatchObject({ Version: '27.1.0' });
  });

  it('says why there is none: the first place that should answer, and every place as evidence', async () => {
    await using stubs = new DockerStubs();
    await stubs.docker(stubs.path('run', 'docker.sock'), { ApiVersion: '1.40' });
    const connect = createDockerConnection({ finder: finderOf(stubs) });
    await expect(connect()).rejects.toMatchObject({
      code: 'no-engine',
      message: 'Docker does not answer. Docker 27.1.0 has the API 1.40; Sealab needs 1.41 or newer.',
      fix: expect.stringContaining('Update Docker'),
    });
    await stubs.docker(stubs.path('.rd', 'docker.sock'));
    expect(await (await connect()).version()).toMatchObject({ Version: '27.1.0' });
  });

  it('is not waited for by a caller who gives up', async () => {
    await using stubs = new DockerStubs();
    await stubs.listen(stubs.path('run', 'docker.sock'), () => undefined);
    const connect = createDockerConnection({ finder: finderOf(stubs) });
    const startedMs = performance.now();
    await expect(connect(AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });
});
