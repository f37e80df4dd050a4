import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it, vi } from 'vitest';
import { assemble } from '../../../electron/assemble.ts';
import { KeyFollower } from '../fixtures/key-follower.ts';
import { describeOnDocker } from './fixtures/docker-here.ts';
import { DockerSandbox } from './fixtures/docker-sandbox.ts';

const sandbox = new DockerSandbox();
const LAB = 'keys';

describeOnDocker('the keys of a lab on Docker', () => {
  afterAll(async () => {
    vi.unstubAllEnvs();
    await sandbox.close();
  });

  it('follow a new key, a PUT and a seal within a second, with Vault’s words', async () => {
    const up = await sandbox.run(['up', LAB, '--engine', 'docker']);
    expect(up.code, up.stderr).toBe(0);
    for (const [name, value] of Object.entries(sandbox.own)) vi.stubEnv(name, value);
    const { client } = await assemble();
    const follower = new KeyFollower(client, LAB);
    await follower.until('the graph', () => follower.node('keyring')?.stateText === 'term 1');
    await delay(1_500);
    let at = await follower.act('key.create', { key: 'invoices' });
    await follower.within('the key', at, () => follower.node('kv:invoices')?.state === 'present');
    await follower.act('bucket.create', { bucket: 'photos' });
    await follower.act('bucket.encryption.set', { bucket: 'photos', encryption: 'sse-kms', key: 'invoices' });
    at = await follower.act('object.put', { bucket: 'photos', object: 'a.txt', text: 'hello' });
    const said = (request: string) => follower.requests.find((use) => use.request === request);
    await follower.within('the PUT', at, () => said('PUT photos/a.txt') !== undefined);
    expect(said('PUT photos (its default encryption)')?.edges).toEqual([
      'keyring>kv:invoices',
      'kv:invoices>kes:invoices',
      'kes:invoices>bucket:photos',
    ]);
    at = await follower.act('vault.seal');
    await follower.within('the seal', at, () => follower.node('root')?.stateText === 'sealed');
    await follower.until('Vault’s line', () => said('Sealab seals Vault') !== undefined);
    expect(follower.lost).toBe(0);
    await follower.stop();
    const removed = await sandbox.run(['rm', LAB, '--yes']);
    expect(removed.code, removed.stderr).toBe(0);
  }, 120_000);
});
