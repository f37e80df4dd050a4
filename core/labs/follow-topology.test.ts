import { describe, expect, it } from 'vitest';
import type { TopologyView } from '#shared/contract/details.ts';
import { OperationLog } from '../operations.ts';
import { FakeMachineRun } from '../testing/fake-runs.ts';
import { followTopology } from './follow-topology.ts';
import { proveAgain } from './prove-lab.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));
const LAB = 'first';

async function runningLab(topology: 'standalone' | 'distributed'): Promise<FakeMachineRun> {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB, topology });
  return run;
}

/** Follows until `steps` are done: each is called with the newest snapshot, before the next look. */
async function follow(
  run: FakeMachineRun,
  ...steps: readonly (() => Promise<void> | void)[]
): Promise<readonly TopologyView[]> {
  const controller = new AbortController();
  const views: TopologyView[] = [];
  let step = 0;
  const ports = {
    ...run.ports,
    clock: {
      now: () => run.ports.clock.now(),
      monotonicMs: () => run.ports.clock.monotonicMs(),
      sleep: async (ms: number, signal: AbortSignal) => {
        if (ms < 2_000) return await run.ports.clock.sleep(ms, signal);
        const next = steps[step++];
        if (next === undefined) controller.abort();
        else await next();
      },
    },
  };
  await followTopology({ ports, operations: new OperationLog(run.ports.clock) }, LAB, {
    signal: controller.signal,
    publish: (view) => void views.push(view),
  });
  return views;
}

async function prove(run: FakeMachineRun): Promise<void> {
  await proveAgain(run.ports, LAB, { signal: new AbortController().signal, report: () => undefined });
}

function of(view: TopologyView | undefined, id: string) {
  return view?.connections.find((connection) => connection.id === id);
}

describe('the followed data path', () => {
  it('has every connection and drive of a running lab, with nothing failing', async () => {
    const [view] = await follow(await runningLab('distributed'));
    expect(view?.connections.map(({ id }) => id)).toEqual([
      ...[1, 2, 3, 4].map((node) => `client>minio${node}`),
      'minio1>minio2',
      'minio1>minio3',
      'minio1>minio4',
      'minio2>minio3',
      'minio2>minio4',
      'minio3>minio4',
      ...[1, 2, 3, 4].map((node) => `minio${node}>kes`),
      'kes>vault',
    ]);
    expect(view?.connections.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(view?.drives.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(view?.vault).toEqual({ sealed: false, progress: 0, threshold: 3 });
  });

  it('says what moved since the look before, and nothing on the first look', async () => {
    const run = await runningLab('standalone');
    const [first, second, third] = await follow(
      run,
      () => undefined,
      async () => await prove(run),
      () => undefined,
    );
    const before = of(first, 'client>minio');
    const moved = of(second, 'client>minio');
    expect(before?.requests).toBe(0);
    expect(before?.totalRequests).toBeGreaterThan(0);
    expect(moved?.requests).toBeGreaterThan(0);
    expect(moved?.totalRequests).toBe((before?.totalRequests ?? 0) + (moved?.requests ?? 0));
    expect(of(second, 'minio>kes')?.requests).toBeGreaterThan(0);
    expect(of(third, 'client>minio')?.requests).toBe(0);
  });

  it('has no number where nobody counts, and says so', async () => {
    const [view] = await follow(await runningLab('distributed'));
    for (const id of ['kes>vault', 'minio1>minio2']) {
      expect(of(view, id)).not.toHaveProperty('totalRequests');
      expect(of(view, id)?.counted).toMatch(/^Not counted/);
    }
  });

  it('shows a dead node on every connection and drive that needs it, and the others as before', async () => {
    const run = await runningLab('distributed');
    const views = await follow(run, () => run.world.killService(`${LAB}/minio3`));
    const view = views.at(-1);
    expect(of(view, 'client>minio3')).toMatchObject({ state: 'failed', evidence: 'minio3 does not answer' });
    expect(of(view, 'minio1>minio3')).toMatchObject({ state: 'failed', evidence: 'minio3 does not answer' });
    expect(of(view, 'client>minio1')).toMatchObject({ state: 'ok' });
    expect(view?.drives.map(({ state }) => state)).toEqual(['ok', 'ok', 'offline', 'ok']);
  });

  it('names a sealed Vault as the reason why KES has no keys', async () => {
    const run = await runningLab('standalone');
    const views = await follow(run, () => {
      const vault = run.world.running(LAB).find(({ spec }) => spec.service === 'vault');
      if (vault !== undefined) vault.isSealed = true;
    });
    expect(of(views.at(-1), 'kes>vault')).toMatchObject({ state: 'failed', evidence: 'Vault is sealed' });
    expect(views.at(-1)?.vault?.sealed).toBe(true);
  });

  it('of a stopped lab knows nothing, and sees it come up again', async () => {
    const run = await runningLab('standalone');
    await run.down(LAB);
    const views = await follow(run, async () => void (await run.up({ name: LAB })));
    expect(views[0]?.connections.every(({ state }) => state === 'unknown')).toBe(true);
    expect(views[0]?.drives[0]?.state).toBe('unknown');
    expect(views.at(-1)?.connections.every(({ state }) => state === 'ok')).toBe(true);
  });

  it('is not sent again while nothing changes', async () => {
    const run = await runningLab('standalone');
    expect(await follow(run, ...Array.from({ length: 5 }, () => () => undefined))).toHaveLength(1);
  });

  it('changes no number and uses no key by looking', async () => {
    const run = await runningLab('standalone');
    const calls = await run.callsOf(async () => void (await follow(run, () => undefined)));
    const asked = new Set(calls.map((call) => call.split(' ')[1]));
    for (const costly of ['kes.generate', 'kes.decrypt', 'objects.put', 'objects.get', 'objects.head'])
      expect(asked).not.toContain(costly);
  });
});
