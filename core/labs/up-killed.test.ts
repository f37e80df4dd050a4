import { describe, expect, it } from 'vitest';
import { toSealabError } from '#shared/errors.ts';
import { atEvery, FakeMachineRun } from '../testing/fake-runs.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';
const places = [
  { topology: 'standalone', engine: 'process', every: 1 },
  { topology: 'distributed', engine: 'process', every: 7 },
  { topology: 'standalone', engine: 'docker', every: 4 },
] as const;
type Place = (typeof places)[number];
const servicesOf = {
  standalone: [`${LAB}/kes`, `${LAB}/minio`, `${LAB}/vault`],
  distributed: [`${LAB}/kes`, ...[1, 2, 3, 4].map((node) => `${LAB}/minio${node}`), `${LAB}/vault`],
};

async function expectProven(run: FakeMachineRun, topology: Place['topology']): Promise<void> {
  const result = await run.up({ name: LAB, topology });
  expect(result).toMatchObject({
    state: 'running',
    proof: { roundTrip: true, sealedKey: true, control: true, plaintextOnDrives: false },
  });
  expect(run.world.engine.running()).toEqual(servicesOf[topology]);
}

async function expectNothingLeft(run: FakeMachineRun): Promise<void> {
  if (await run.world.store.folder(LAB).exists()) await run.rm(LAB);
  expect(await run.world.tracesOf(LAB)).toEqual([]);
}

const callsOfUp = async ({ topology, engine }: Place): Promise<readonly string[]> => {
  const run = new FakeMachineRun(files, engine);
  return await run.callsOf(async () => await run.up({ name: LAB, topology }));
};

async function killedUp(index: number, { topology, engine }: Place): Promise<FakeMachineRun> {
  const run = new FakeMachineRun(files, engine);
  run.killAt(index);
  await expect(run.up({ name: LAB, topology })).rejects.toThrow();
  return run;
}

describe.each(places)('a Sealab that dies while it brings up a $topology lab on $engine', (place) => {
  const { topology, engine, every } = place;

  it('has at least one call at which it can die in every step', async () => {
    const calls = await callsOfUp(place);
    expect(calls.length).toBeGreaterThan(150);
    for (const name of [
      'store.append',
      'engine.start',
      'vault.unseal',
      'kes.createKey',
      'objects.put',
      'leases.lease',
      ...(engine === 'docker' ? ['engine.prepare toolbox'] : []),
    ]) {
      expect(
        calls.some((call) => call.includes(name)),
        name,
      ).toBe(true);
    }
  });

  it('leaves a lab that the next up ends proven, with each service once, and that rm removes whole', {
    timeout: 120_000,
  }, async () => {
    const calls = await callsOfUp(place);
    const broken = await atEvery(calls, every, async (index) => {
      const run = await killedUp(index, place);
      run.restartSealab();
      await expectProven(run, topology);
      await expectNothingLeft(run);
    });
    expect(broken).toEqual([]);
  });

  it('leaves a lab that the next up ends proven, also when the machine restarted', {
    timeout: 120_000,
  }, async () => {
    const calls = await callsOfUp(place);
    const broken = await atEvery(calls, 3 * every + 1, async (index) => {
      const run = await killedUp(index, place);
      run.restartMachine();
      await expectProven(run, topology);
    });
    expect(broken).toEqual([]);
  });

  it('leaves a lab that rm removes whole', { timeout: 120_000 }, async () => {
    const broken = await atEvery(await callsOfUp(place), 2 * every, async (index) => {
      const run = await killedUp(index, place);
      run.restartSealab();
      await expectNothingLeft(run);
    });
    expect(broken).toEqual([]);
  });
});

describe('a Sealab that dies while it removes a lab', () => {
  it('leaves a lab that rm removes whole, and that up refuses with the fix once its removal has begun', {
    timeout: 120_000,
  }, async () => {
    const counted = new FakeMachineRun(files);
    await counted.up({ name: LAB });
    const calls = await counted.callsOf(async () => await counted.rm(LAB));
    const removing = calls.findIndex((call) => call.includes('store.write'));
    const broken = await atEvery(calls, 1, async (index) => {
      const run = new FakeMachineRun(files);
      await run.up({ name: LAB });
      run.killAt(index);
      await expect(run.rm(LAB)).rejects.toThrow();
      run.restartSealab();
      if (index <= removing) await expectProven(run, 'standalone');
      else if (await run.world.store.folder(LAB).exists()) {
        const refused = toSealabError(await run.up({ name: LAB }).catch((thrown: unknown) => thrown));
        expect(refused).toMatchObject({ code: 'conflict', fix: 'Finish with `sealab rm first --yes`.' });
      }
      await expectNothingLeft(run);
    });
    expect(broken).toEqual([]);
  });
});

describe('a Sealab that dies while it stops a lab', () => {
  it('leaves a lab that up starts again and down stops', { timeout: 120_000 }, async () => {
    const counted = new FakeMachineRun(files);
    await counted.up({ name: LAB });
    const calls = await counted.callsOf(async () => await counted.down(LAB));
    const broken = await atEvery(calls, 1, async (index) => {
      const run = new FakeMachineRun(files);
      await run.up({ name: LAB });
      run.killAt(index);
      await run.down(LAB).catch(() => undefined);
      run.restartSealab();
      await expectProven(run, 'standalone');
      expect((await run.down(LAB)).status).toBe('stopped');
      expect(run.world.engine.running()).toEqual([]);
    });
    expect(broken).toEqual([]);
  });
});

describe('a Sealab that dies while it takes back a cancelled up', () => {
  it('leaves nothing that up takes for a whole lab', { timeout: 120_000 }, async () => {
    const cancelAtFirst = (call: string): boolean => call === `after engine.start ${LAB}/kes`;
    const all = await callsOfUp(places[0]);
    const cancelAt = all.findIndex(cancelAtFirst);
    const broken = await atEvery(
      Array.from({ length: 14 }, (_, after) => `${after} calls after the cancel`),
      1,
      async (after) => {
        const run = new FakeMachineRun(files);
        const controller = new AbortController();
        let seen = 0;
        run.world.calls.hook = ({ name }) => {
          if (seen === cancelAt) controller.abort();
          if (seen > cancelAt + after) throw new Error(`killed at ${name}`);
          seen += 1;
        };
        await expect(run.up({ name: LAB }, controller.signal)).rejects.toThrow();
        run.restartSealab();
        const outcome = await run.up({ name: LAB }).catch((thrown: unknown) => toSealabError(thrown));
        if (outcome instanceof Error)
          expect(outcome).toMatchObject({ code: 'conflict', fix: 'Finish with `sealab rm first --yes`.' });
        else expect(outcome.state).toBe('running');
        await expectNothingLeft(run);
      },
    );
    expect(broken).toEqual([]);
  });
});
