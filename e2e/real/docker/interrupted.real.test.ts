import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { UpResult } from '#shared/contract/labs.ts';
import { describeOutcome, type Running } from '../fixtures/sandbox.ts';
import { describeOnDocker } from './fixtures/docker-here.ts';
import { DockerSandbox } from './fixtures/docker-sandbox.ts';

const sandbox = new DockerSandbox();
const PROVEN = { roundTrip: true, sealedKey: true, plaintextOnDrives: false, control: true };
const UP = ['--engine', 'docker'] as const;

/** Where `up` is stopped: so many milliseconds after a step was reported as done. */
const POINTS = [
  { where: 'before anything is started', after: /✔ Reserve ports/, delayMs: 0 },
  { where: 'while Vault is initialised', after: /✔ Start Vault/, delayMs: 150 },
  { where: 'while Vault is unsealed', after: /✔ Initialise Vault/, delayMs: 20 },
  { where: 'while KES starts', after: /✔ Set up the kv store/, delayMs: 150 },
  { where: 'while MinIO starts', after: /✔ Create the KES key/, delayMs: 150 },
  { where: 'while the lab is proven', after: /✔ Wait until MinIO answers/, delayMs: 30 },
] as const;

async function stopAt(
  running: Running,
  point: (typeof POINTS)[number],
  signal: NodeJS.Signals,
): Promise<void> {
  await running.until(point.after);
  await delay(point.delayMs);
  running.kill(signal);
}

/** What is left of one lab while others come and go beside it. */
async function leftOf(lab: string): Promise<readonly string[]> {
  return (await sandbox.leftovers()).filter((line) => line.includes(lab));
}

// Together, since most of the time is waiting; each has a lab of its own.
describeOnDocker('`up` of a new lab on Docker', () => {
  afterAll(async () => {
    await sandbox.close();
  });

  it.concurrent.each(POINTS)(
    'that is killed $where: `up` again ends proven; `rm` leaves nothing',
    async (point) => {
      const lab = `killed-${POINTS.indexOf(point)}`;
      const first = sandbox.start(['up', lab, ...UP]);
      await stopAt(first, point, 'SIGKILL');
      await first.ended;
      const again = await sandbox.json(UpResult, ['up', lab]);
      expect(again).toMatchObject({ engine: 'docker', state: 'running', proof: PROVEN });
      const names = (await sandbox.containers()).map(({ name }) => name);
      for (const service of ['vault', 'kes', 'minio'])
        expect(names.filter((name) => name === sandbox.nameOf(lab, service))).toHaveLength(1);
      const removed = await sandbox.run(['rm', lab, '--yes']);
      expect(removed.code, describeOutcome(removed)).toBe(0);
      expect(await leftOf(lab)).toEqual([]);
    },
  );

  it.concurrent.each(POINTS)(
    'that is cancelled with Ctrl-C $where: exit code 130, and nothing is left',
    async (point) => {
      const lab = `cancelled-${POINTS.indexOf(point)}`;
      const running = sandbox.start(['up', lab, ...UP, '--json']);
      await stopAt(running, point, 'SIGINT');
      const outcome = await running.ended;
      expect(outcome.code, describeOutcome(outcome)).toBe(130);
      expect(JSON.parse(outcome.stdout)).toMatchObject({ state: 'cancelled' });
      expect(await leftOf(lab)).toEqual([]);
    },
  );
});
