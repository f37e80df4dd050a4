import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ActionResult } from '#shared/contract/actions.ts';
import { LabSummary, UpResult } from '#shared/contract/labs.ts';
import { WireError } from '#shared/errors.ts';
import { describeOutcome, type Running, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const sandbox = new Sandbox();
const others: Sandbox[] = [];
const Failure = z.object({ error: WireError });
const LabList = z.array(LabSummary);
const TEXT = 'survives';
const PROVEN = { roundTrip: true, sealedKey: true, plaintextOnDrives: false, control: true };

/** Where `up` is stopped: so many milliseconds after a step was reported as done. */
interface Point {
  readonly where: string;
  readonly after: RegExp;
  readonly delayMs: number;
}

const POINTS: readonly Point[] = [
  { where: 'while certificates are made', after: /✔ Reserve ports/, delayMs: 0 },
  { where: 'while Vault is initialised', after: /✔ Start Vault/, delayMs: 250 },
  { where: 'while Vault is unsealed and elects itself', after: /✔ Initialise Vault/, delayMs: 20 },
  { where: 'while KES starts', after: /✔ Start KES/, delayMs: 30 },
  { where: 'while MinIO comes to its quorum', after: /✔ Start MinIO/, delayMs: 50 },
  { where: 'while the lab is proven', after: /✔ Wait until MinIO answers/, delayMs: 10 },
];

/** The same for a lab that exists, which has fewer steps. */
const RESTART_POINTS: readonly Point[] = [
  { where: 'while Vault is unsealed and elects itself', after: /✔ Start Vault/, delayMs: 50 },
  { where: 'while MinIO comes to its quorum', after: /✔ Start MinIO/, delayMs: 50 },
  { where: 'while the lab is proven', after: /✔ Wait until MinIO answers/, delayMs: 10 },
];

async function stopAt(running: Running, point: Point, signal: NodeJS.Signals): Promise<void> {
  await running.until(point.after);
  await delay(point.delayMs);
  running.kill(signal);
}

async function secretsOf(lab: string, home = sandbox): Promise<Record<string, unknown>> {
  const text = await readFile(join(home.labFolder(lab), 'secrets.json'), 'utf8').catch(() => '{}');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

function parseJson(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

/** An `up` that is killed before it keeps Vault's shares. On a busy machine the signal may come too late: then once more. */
async function dieBeforeTheShares(lab: string): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const up = sandbox.start(['up', lab]);
    await up.until(/✔ Start Vault/);
    up.kill('SIGKILL');
    await up.ended;
    if (!('vault' in (await secretsOf(lab)))) return;
    expect((await sandbox.run(['rm', lab, '--yes'])).code).toBe(0);
  }
}

function anotherHome(): Sandbox {
  const home = new Sandbox();
  others.push(home);
  return home;
}

async function processes(): Promise<readonly string[]> {
  return (await sandbox.leftovers()).filter((line) => line.startsWith('process'));
}

afterAll(async () => {
  // Each of them, also where one finds that something was left.
  const closed = await Promise.allSettled([sandbox, ...others].map(async (one) => await one.close()));
  for (const end of closed) if (end.status === 'rejected') throw end.reason;
});

// Together, since most of the time is waiting; each has a home of its own.
describe('`up` of a new lab that is killed', () => {
  it.concurrent.each(POINTS)(
    '$where: `up` again ends proven and keeps what was made; `rm` leaves nothing',
    async (point) => {
      const home = anotherHome();
      const first = home.start(['up', 'killed']);
      await stopAt(first, point, 'SIGKILL');
      await first.ended;
      const kept = await secretsOf('killed', home);
      const again = await home.json(UpResult, ['up', 'killed']);
      expect(again).toMatchObject({ state: 'running', proof: PROVEN });
      expect(await secretsOf('killed', home)).toMatchObject(kept);
      const removed = await home.run(['rm', 'killed', '--yes']);
      expect(removed.code, describeOutcome(removed)).toBe(0);
      expect(await home.leftovers()).toEqual([]);
    },
  );
});

describe('a Vault that was initialised by an `up` which died before it could keep the shares', () => {
  it('is emptied and initialised again, since nobody can ever unseal it', async () => {
    await dieBeforeTheShares('lost');
    expect(await secretsOf('lost')).not.toHaveProperty('vault');
    const shell = await LabShell.of(sandbox, 'lost');
    const status = z.object({ initialized: z.boolean() });
    const isInitialised = async (): Promise<boolean> =>
      status.safeParse(parseJson((await shell.run('vault status -format=json')).stdout)).data?.initialized ===
      true;
    while (!(await isInitialised())) await shell.run('vault operator init');
    const result = await sandbox.json(UpResult, ['up', 'lost']);
    expect(result).toMatchObject({ state: 'running', proof: PROVEN });
    expect((await sandbox.run(['rm', 'lost', '--yes'])).code).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});

describe('`up` of a new lab that is cancelled with Ctrl-C', () => {
  it.concurrent.each(POINTS)('$where: exit code 130, and nothing is left', async (point) => {
    const home = anotherHome();
    const running = home.start(['up', 'cancelled', '--json']);
    await stopAt(running, point, 'SIGINT');
    const outcome = await running.ended;
    expect(outcome.code, describeOutcome(outcome)).toBe(130);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ state: 'cancelled' });
    expect(await home.leftovers()).toEqual([]);
  });
});

describe('a lab that holds data', () => {
  /** Another program may have taken the ports while the lab was down, so the shell is made anew. */
  async function content(): Promise<string> {
    return await (await LabShell.of(sandbox, 'full')).out('mc cat full/kept/object');
  }

  beforeAll(async () => {
    await sandbox.json(UpResult, ['up', 'full']);
    const shell = await LabShell.of(sandbox, 'full');
    await sandbox.json(ActionResult, ['action', 'run', 'full', 'bucket.create', 'bucket=kept']);
    await shell.out('mc encrypt set sse-s3 full/kept');
    await shell.out(`printf %s '${TEXT}' | mc pipe full/kept/object`);
    expect((await sandbox.run(['down', 'full'])).code).toBe(0);
  });

  it.each(RESTART_POINTS)(
    'keeps it when `up` is cancelled $where: what was started is stopped',
    async (point) => {
      const running = sandbox.start(['up', 'full']);
      await stopAt(running, point, 'SIGINT');
      const outcome = await running.ended;
      expect(outcome.code, describeOutcome(outcome)).toBe(130);
      expect(await processes()).toEqual([]);
      expect((await sandbox.json(LabList, ['ls'])).map(({ name }) => name)).toEqual(['full']);
    },
  );

  it.each(RESTART_POINTS.filter(({ where }) => where.includes('quorum')))(
    'keeps it when `up` is killed $where',
    async (point) => {
      const running = sandbox.start(['up', 'full']);
      await stopAt(running, point, 'SIGKILL');
      await running.ended;
      await sandbox.json(UpResult, ['up', 'full']);
      expect(await content()).toBe(TEXT);
      expect((await sandbox.run(['down', 'full'])).code).toBe(0);
    },
  );

  it('is brought up by one of two at once; the other one names it or waits, and nothing breaks', async () => {
    const both = [sandbox.start(['up', 'full', '--json']), sandbox.start(['up', 'full', '--json'])];
    const outcomes = await Promise.all(both.map(async ({ ended }) => await ended));
    const won = outcomes.filter(({ code }) => code === 0);
    expect(won.length, outcomes.map(describeOutcome).join('\n')).toBeGreaterThan(0);
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.code === 0) continue;
      expect(outcome.code).toBe(1);
      const { error } = Failure.parse(JSON.parse(outcome.stdout));
      expect(error.code).toBe('busy');
      expect(error.message).toContain(String(both[1 - index]?.pid));
    }
    expect(await content()).toBe(TEXT);
  });

  it('is half removed when `rm` is killed, says so, and is removed by the next one', async () => {
    const removing = sandbox.start(['rm', 'full', '--yes']);
    const removingFile = join(sandbox.labFolder('full'), 'removing');
    await expect.poll(() => existsSync(removingFile), { interval: 2, timeout: 10_000 }).toBe(true);
    removing.kill('SIGKILL');
    await removing.ended;
    expect(await sandbox.json(LabList, ['ls'])).toMatchObject([{ name: 'full', status: 'removing' }]);
    const up = await sandbox.run(['up', 'full', '--json']);
    expect(up.code, describeOutcome(up)).toBe(1);
    const { error } = Failure.parse(JSON.parse(up.stdout));
    expect(error).toMatchObject({ code: 'conflict', fix: expect.stringContaining('sealab rm full --yes') });
    const removed = await sandbox.run(['rm', 'full', '--yes']);
    expect(removed.code, describeOutcome(removed)).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});

describe('two Sealabs with a home each', () => {
  it('bring up labs of one name at once, on different ports', async () => {
    const other = anotherHome();
    const results = await Promise.all(
      [sandbox, other].map(async (one) => await one.json(UpResult, ['up', 'same'])),
    );
    const urls = results.flatMap(({ services }) => services.map(({ url }) => url));
    expect(new Set(urls).size).toBe(6);
    for (const { proof } of results) expect(proof).toMatchObject(PROVEN);
    const removed = await Promise.all(
      [sandbox, other].map(async (one) => await one.run(['rm', 'same', '--yes'])),
    );
    expect(removed.map(({ code }) => code)).toEqual([0, 0]);
    expect([...(await sandbox.leftovers()), ...(await other.leftovers())]).toEqual([]);
  });
});
