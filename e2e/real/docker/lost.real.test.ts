import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { EngineImage } from '#shared/contract/engines.ts';
import { LabSummary, UpResult } from '#shared/contract/labs.ts';
import { WireError } from '#shared/errors.ts';
import { describeOutcome } from '../fixtures/sandbox.ts';
import { LabShell } from '../fixtures/shell.ts';
import { describeOnDocker, docker } from './fixtures/docker-here.ts';
import { DockerSandbox } from './fixtures/docker-sandbox.ts';

const sandbox = new DockerSandbox();
const other = new DockerSandbox();
const PROVEN = { roundTrip: true, sealedKey: true, plaintextOnDrives: false, control: true };
const Failure = z.object({ state: z.literal('failed'), error: WireError });
/** Containers that these tests made beside Sealab. */
const strangers: string[] = [];

async function up(lab: string, home = sandbox): Promise<UpResult> {
  return await home.json(UpResult, ['up', lab]);
}

async function removeContainersOf(lab: string): Promise<void> {
  for (const { id, name } of await sandbox.containers())
    if (name.startsWith(sandbox.nameOf(lab))) await removeByHand(id);
}

const GONE_ALREADY = z.object({ statusCode: z.union([z.literal(404), z.literal(409)]) });

/** A toolbox ends by itself after a while: Docker may be removing it just now. */
async function removeByHand(id: string): Promise<void> {
  try {
    await docker.getContainer(id).remove({ force: true });
  } catch (thrown) {
    if (!GONE_ALREADY.safeParse(thrown).success) throw thrown;
    await docker
      .getContainer(id)
      .wait({ condition: 'removed' })
      .catch(() => undefined);
  }
}

/** What is left of one lab while others come and go beside it. */
async function leftOf(lab: string): Promise<readonly string[]> {
  return (await sandbox.leftovers()).filter((line) => line.includes(lab));
}

async function kept(): Promise<string> {
  return await (await LabShell.of(sandbox, 'worn')).out('mc cat worn/kept/object');
}

async function stranger(name: string, publishedPort?: string): Promise<string> {
  const images = await sandbox.json(z.array(EngineImage), ['images']);
  const image = images.find(({ component }) => component === 'toolbox')?.reference ?? '';
  const ports =
    publishedPort === undefined ? {} : { '1/tcp': [{ HostIp: '127.0.0.1', HostPort: publishedPort }] };
  const container = await docker.createContainer({
    name,
    Image: image,
    Cmd: ['idle'],
    ExposedPorts: { '1/tcp': {} },
    HostConfig: { PortBindings: ports },
  });
  strangers.push(container.id);
  await container.start();
  return container.id;
}

async function removeStrangers(): Promise<void> {
  for (const id of strangers.splice(0)) await docker.getContainer(id).remove({ force: true });
}

describeOnDocker('a lab on Docker that somebody worked on by hand', () => {
  beforeAll(async () => {
    await sandbox.json(UpResult, ['up', 'worn', '--engine', 'docker']);
    const shell = await LabShell.of(sandbox, 'worn');
    await shell.out('mc mb worn/kept && printf survives | mc pipe worn/kept/object');
  });

  afterAll(async () => {
    await removeStrangers();
    // Both, also where one of them finds that something was left.
    const closed = await Promise.allSettled([sandbox.close(), other.close()]);
    for (const end of closed) if (end.status === 'rejected') throw end.reason;
  });

  it('comes up proven and with its data after all its containers and its network were removed', async () => {
    await removeContainersOf('worn');
    expect(await sandbox.json(LabSummary.array(), ['ls'])).toMatchObject([
      { name: 'worn', engine: 'docker', status: 'stopped' },
    ]);
    for (const { id } of await sandbox.networks()) await docker.getNetwork(id).remove();
    expect(await up('worn')).toMatchObject({ engine: 'docker', proof: PROVEN });
    expect(await kept()).toBe('survives');
  });

  it('starts anew what was killed, and only that', async () => {
    const before = new Map((await sandbox.containers()).map(({ name, id }) => [name, id]));
    await docker.getContainer(sandbox.nameOf('worn', 'kes')).kill();
    expect(await up('worn')).toMatchObject({ proof: PROVEN });
    const after = new Map((await sandbox.containers()).map(({ name, id }) => [name, id]));
    expect(after.get(sandbox.nameOf('worn', 'vault'))).toBe(before.get(sandbox.nameOf('worn', 'vault')));
    expect(after.get(sandbox.nameOf('worn', 'kes'))).not.toBe(before.get(sandbox.nameOf('worn', 'kes')));
  });

  it('takes another port where a container of somebody else holds its own', async () => {
    await sandbox.json(LabSummary, ['down', 'worn']);
    const { services } = await sandbox.json(z.object({ services: z.array(z.object({ url: z.string() })) }), [
      'status',
      'worn',
    ]);
    const port = new URL(services[0]?.url ?? '').port;
    await stranger('sealab-test-port-holder', port);
    const result = await up('worn');
    expect(result.proof).toMatchObject(PROVEN);
    expect(result.services.map(({ url }) => new URL(url).port)).not.toContain(port);
    expect(await kept()).toBe('survives');
    await removeStrangers();
  });

  it('ends proven, or says what was lost, after the drives of MinIO and then of Vault were removed', async () => {
    for (const service of ['minio', 'vault']) {
      await removeContainersOf('worn');
      for (const name of await sandbox.volumes())
        if (name.startsWith(sandbox.nameOf('worn', service))) await docker.getVolume(name).remove();
      const outcome = await sandbox.run(['up', 'worn', '--json']);
      if (outcome.code === 0) expect(UpResult.parse(JSON.parse(outcome.stdout)).proof).toMatchObject(PROVEN);
      else {
        const { error } = Failure.parse(JSON.parse(outcome.stdout));
        expect(error.code, describeOutcome(outcome)).not.toBe('internal');
        expect(error.fix, describeOutcome(outcome)).toBeDefined();
      }
    }
    const removed = await sandbox.run(['rm', 'worn', '--yes']);
    expect(removed.code, describeOutcome(removed)).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it.concurrent('does not touch a container of somebody else that has its name, and says so', async () => {
    const name = sandbox.nameOf('namesake', 'vault');
    const id = await stranger(name);
    const outcome = await sandbox.run(['up', 'namesake', '--engine', 'docker', '--json']);
    expect(outcome.code, describeOutcome(outcome)).toBe(1);
    const { error } = Failure.parse(JSON.parse(outcome.stdout));
    expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining(name) });
    expect(error.fix).toContain('docker rm');
    expect((await docker.getContainer(id).inspect()).State.Running).toBe(true);
    const isThere = existsSync(sandbox.labFolder('namesake'));
    if (isThere) expect((await sandbox.run(['rm', 'namesake', '--yes'])).code).toBe(0);
    expect((await docker.getContainer(id).inspect()).State.Running).toBe(true);
    await removeStrangers();
    expect(await leftOf('namesake')).toEqual([]);
  });

  it.concurrent('shares its name with a lab of another home and nothing else', async () => {
    const both = await Promise.all(
      [sandbox, other].map(async (home) => await home.json(UpResult, ['up', 'twin', '--engine', 'docker'])),
    );
    for (const result of both) expect(result.proof).toMatchObject(PROVEN);
    const removed = await sandbox.run(['rm', 'twin', '--yes']);
    expect(removed.code, describeOutcome(removed)).toBe(0);
    expect(await leftOf('twin')).toEqual([]);
    expect(await other.json(LabSummary.array(), ['ls'])).toMatchObject([{ name: 'twin', status: 'running' }]);
    expect((await other.run(['rm', 'twin', '--yes'])).code).toBe(0);
    expect(await other.leftovers()).toEqual([]);
  });
});
