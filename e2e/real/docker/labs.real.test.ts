import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { EngineImage } from '#shared/contract/engines.ts';
import { LabState, LabSummary, UpResult } from '#shared/contract/labs.ts';
import { describeOutcome, type Outcome } from '../fixtures/sandbox.ts';
import { LabShell } from '../fixtures/shell.ts';
import { describeOnDocker, docker } from './fixtures/docker-here.ts';
import { DockerSandbox } from './fixtures/docker-sandbox.ts';

const sandbox = new DockerSandbox();
const PROVEN = { roundTrip: true, sealedKey: true, plaintextOnDrives: false, control: true };
const LABS = {
  c: 'up c --engine docker --json',
  d: 'up d --topology distributed --sse kms --kv 2 --engine docker --json',
  a: 'up a --engine process --json',
  b: 'up b --topology distributed --engine process --json',
} as const;
const SecretsFile = z.object({
  rootPassword: z.string(),
  vault: z.object({ shares: z.array(z.string()), rootToken: z.string() }),
  keyStore: z.object({ secretId: z.string(), productToken: z.string() }),
});

function resultOf(outcome: Outcome): UpResult {
  expect(outcome.code, describeOutcome(outcome)).toBe(0);
  return UpResult.parse(JSON.parse(outcome.stdout));
}

async function secretsOf(lab: string): Promise<readonly string[]> {
  const text = await readFile(join(sandbox.labFolder(lab), 'secrets.json'), 'utf8');
  const { rootPassword, vault, keyStore } = SecretsFile.parse(JSON.parse(text));
  return [rootPassword, vault.rootToken, ...vault.shares, keyStore.secretId, keyStore.productToken];
}

async function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describeOnDocker('two labs on Docker and two as processes, brought up at once', () => {
  let results: Readonly<Record<keyof typeof LABS, UpResult>>;

  beforeAll(async () => {
    const [c, d, a, b] = await Promise.all(
      [LABS.c, LABS.d, LABS.a, LABS.b].map(async (line) => resultOf(await sandbox.run(line.split(' ')))),
    );
    if (a === undefined || b === undefined || c === undefined || d === undefined)
      throw new Error('A lab is missing.');
    results = { a, b, c, d };
  });

  afterAll(async () => {
    await sandbox.close();
  });

  it('are all proven', () => {
    expect(results.c).toMatchObject({ engine: 'docker', topology: 'standalone', proof: PROVEN });
    expect(results.d).toMatchObject({ engine: 'docker', topology: 'distributed', proof: PROVEN });
    expect(results.a).toMatchObject({ engine: 'process', topology: 'standalone', proof: PROVEN });
    expect(results.b).toMatchObject({ engine: 'process', topology: 'distributed', proof: PROVEN });
    expect(results.d.proof.encryption).toBe('sse-kms');
  });

  it('stand side by side in `ls`, each with its engine, and with a whole ladder in `status`', async () => {
    const labs = await sandbox.json(z.array(LabSummary), ['ls']);
    expect(labs.map(({ name, engine, status }) => ({ name, engine, status }))).toEqual(
      (['a', 'b', 'c', 'd'] as const).map((name) => ({
        name,
        engine: name < 'c' ? 'process' : 'docker',
        status: 'running',
      })),
    );
    for (const name of ['c', 'd']) {
      const { ladder, services } = await sandbox.json(LabState, ['status', name]);
      expect(ladder.map(({ id, state }) => `${id} ${state}`)).toEqual(ladder.map(({ id }) => `${id} ok`));
      expect(services.every(({ state }) => state === 'running')).toBe(true);
    }
  });

  it('share no port', () => {
    const ports = Object.values(results).flatMap(({ services }) =>
      services.map(({ url }) => new URL(url).port),
    );
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('run locked in: no rights, a read-only root, nothing of this machine inside, ports on 127.0.0.1 only', async () => {
    const containers = await sandbox.containers();
    const services = containers.filter(({ name }) => !name.includes('toolbox'));
    expect(services).toHaveLength(3 + 6);
    for (const { id, name } of containers) {
      const { HostConfig, Config, NetworkSettings, Mounts } = await docker.getContainer(id).inspect();
      expect(HostConfig.CapDrop, name).toEqual(['ALL']);
      expect(HostConfig.ReadonlyRootfs, name).toBe(true);
      expect(HostConfig.Privileged, name).toBe(false);
      expect(HostConfig.SecurityOpt?.join(' '), name).toContain('no-new-privileges');
      expect(Config.User, name).toBe('1000:1000');
      expect(
        Mounts.filter(({ Type }) => Type === 'bind'),
        name,
      ).toEqual([]);
      const published = Object.values(NetworkSettings.Ports).flatMap((bindings) => bindings ?? []);
      expect(
        published.filter(({ HostIp }) => HostIp !== '127.0.0.1'),
        name,
      ).toEqual([]);
    }
  });

  it('keep every secret out of what `docker inspect` shows', async () => {
    const secrets = [...(await secretsOf('c')), ...(await secretsOf('d'))];
    for (const { id, name } of await sandbox.containers()) {
      const shown = JSON.stringify(await docker.getContainer(id).inspect());
      expect(
        secrets.filter((secret) => shown.includes(secret)),
        name,
      ).toEqual([]);
    }
  });

  it('are used with the variables of `env` as any other lab', async () => {
    const shell = await LabShell.of(sandbox, 'c');
    await shell.out('mc mb c/by-hand');
    await shell.out('printf text | mc pipe c/by-hand/object');
    expect(await shell.out('mc cat c/by-hand/object')).toBe('text');
    expect(await shell.out('vault status -format=json')).toContain('"sealed": false');
  });

  it('run on images that are listed with their containers', async () => {
    const images = await sandbox.json(z.array(EngineImage), ['images']);
    const minio = images.find(({ component }) => component === 'minio');
    expect(minio?.containers).toBeGreaterThanOrEqual(5);
    const used = new Set((await sandbox.containers()).map(({ image }) => image));
    expect(images.filter(({ reference }) => used.has(reference)).map(({ component }) => component)).toEqual(
      expect.arrayContaining(['vault', 'kes', 'minio']),
    );
    // The proof looked at the drives through the toolbox, which ended with the program that needed it.
    expect(images.map(({ component }) => component)).toContain('toolbox');
    expect((await sandbox.containers()).filter(({ name }) => name.includes('toolbox'))).toEqual([]);
  });

  it('keep their data over `down` and `up`, with all containers stopped in between', async () => {
    expect(await sandbox.json(LabSummary, ['down', 'c'])).toMatchObject({ status: 'stopped' });
    const running = await docker.listContainers({ filters: { name: [sandbox.nameOf('c')] } });
    expect(running.map(({ Names }) => Names)).toEqual([]);
    const again = await sandbox.json(UpResult, ['up', 'c']);
    expect(again).toMatchObject({ engine: 'docker', proof: PROVEN });
    expect(Object.keys(again.timingsMs).filter((step) => step.startsWith('image-'))).toEqual([]);
    expect(await (await LabShell.of(sandbox, 'c')).out('mc cat c/by-hand/object')).toBe('text');
  });

  it('go without a trace: no container, network, volume, listener or file', async () => {
    const removals = await Promise.all(
      Object.keys(LABS).map(async (name) => await sandbox.run(['rm', name, '--yes'])),
    );
    for (const outcome of removals) expect(outcome.code, describeOutcome(outcome)).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
    const urls = Object.values(results).flatMap(({ services }) => services.map(({ url }) => url));
    expect(await Promise.all(urls.map(listens))).toEqual(urls.map(() => false));
  });
});
