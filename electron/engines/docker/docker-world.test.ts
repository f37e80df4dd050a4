import { createServer, type Server } from 'node:http';
import Dockerode from 'dockerode';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StartIntent } from '#core/ports/engine.ts';
import { setConnected, setPaused, signalContainer, stopContainer } from './control.ts';
import { createDockerWorld, type DockerWorld } from './docker-world.ts';
import { createEngineImages } from './engine-images.ts';
import { createNames, LABEL } from './names.ts';
import { createContainer, ensureNetwork, ensureVolume, removeContainer } from './objects.ts';
import { removeLab } from './remove-lab.ts';
import { runContainer, startAttached } from './run-container.ts';
import { startService } from './start-service.ts';

const names = createNames('00000000');
const intent: StartIntent = {
  id: 'intent',
  lab: 'one',
  service: 'vault',
  reference: 'sealab/vault:1',
  args: [],
  moment: '',
};
const context = { signal: new AbortController().signal, report: () => undefined };

/** Lists one running container, a network and a volume of lab one; what changes something is taken and never answered. */
function answerTo(method: string, path: string, filters: string): unknown {
  if (method !== 'GET') return undefined;
  if (filters.includes('service=kes')) return [];
  const Labels = names.labels('one', { [LABEL.service]: 'vault', [LABEL.intent]: 'intent' });
  if (path === '/networks') return [{ Id: 'n', Name: 'network', Created: '', Labels }];
  if (path === '/volumes') return { Volumes: [{ Name: 'volume', Labels }] };
  if (path === '/images/json') return [{ Id: 'i', RepoTags: ['sealab/vault:1'], Size: 1, Labels }];
  if (path === '/images/i/json') return {};
  if (path !== '/containers/json') return undefined;
  const container = { Id: 'c', Names: [], Image: '', ImageID: 'j', State: 'running', Created: 0, Labels };
  return [container];
}

let server: Server;
let world: DockerWorld;
let connect: () => Promise<Dockerode>;
beforeEach(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://docker');
    const answer = answerTo(request.method ?? '', pathname, searchParams.get('filters') ?? '');
    if (answer !== undefined)
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  connect = async () => new Dockerode({ protocol: 'http', host: '127.0.0.1', port });
  world = createDockerWorld({ connect, names, limits: { changeMs: 50, removalMs: 60, loadMs: 70 } });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('a Docker that takes calls and never answers them', () => {
  const spec = {
    lab: 'two',
    service: 'kes',
    program: { component: 'kes', version: '1', reference: 'sealab/kes:1' },
    args: [],
    environment: {},
    files: [],
    volumes: [],
    ports: [],
    aliases: [],
  };
  const changes: Readonly<Record<string, (docker: DockerWorld) => Promise<unknown>>> = {
    'make a container': async (docker) => await createContainer(docker, 'make it', { Image: 'x' }),
    'remove a container': async (docker) => await removeContainer(docker, 'c'),
    'make a volume': async (docker) => await ensureVolume(docker, 'one', { name: 'v', labels: {} }),
    'signal a service': async (docker) => await signalContainer(docker, intent, 'HUP'),
    'pause a service': async (docker) => await setPaused(docker, intent, true),
    'cut a service off': async (docker) => await setConnected(docker, intent, false),
    'stop a service': async (docker) =>
      await stopContainer(docker, intent, { ms: 10, signal: context.signal }),
    'start a service': async (docker) => await startService(docker, { spec, intent }, context),
    'run a tool': async (docker) =>
      await runContainer(docker, { what: 'run it', options: {} }, context.signal),
    'open a terminal': async (docker) =>
      await startAttached(docker, { what: 'open it', options: {}, hasInput: true }),
    'remove a lab': async (docker) => await removeLab(docker, { lab: 'one', intents: [intent] }, context),
  };

  test.each(Object.keys(changes))('does not keep anybody who wants to %s waiting for ever', async (name) => {
    await expect(changes[name]?.(world)).rejects.toMatchObject({
      code: 'service-timeout',
      message: expect.stringMatching(
        /^Docker does not come to an end: it was to .*, and has not finished within 0\.0\d+ s\.$/,
      ),
      fix: expect.stringContaining('docker ps'),
    });
  });
});

test('a call that is answered in time is not disturbed by its limit', async () => {
  expect(await ensureNetwork(world, 'one')).toBe('n');
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(await createEngineImages({ connect }).list()).toHaveLength(1);
});
