import { describe, expect, it } from 'vitest';
import type { LabRequest } from '#shared/contract/labs.ts';
import { SealabError, toSealabError } from '#shared/errors.ts';
import { atEvery, FakeMachineRun } from '../testing/fake-runs.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';

/** Cancels `up` at a call; the error it ended with, or undefined where it was too late to cancel. */
async function cancelledUp(
  run: FakeMachineRun,
  index: number,
  request: LabRequest,
): Promise<SealabError | undefined> {
  const controller = new AbortController();
  run.at(index, () => controller.abort());
  try {
    await run.up(request, controller.signal);
    return undefined;
  } catch (thrown) {
    return toSealabError(thrown);
  } finally {
    run.world.calls.hook = () => undefined;
  }
}

const callsOf = async (
  make: () => Promise<FakeMachineRun>,
  request: LabRequest,
): Promise<readonly string[]> => {
  const run = await make();
  return await run.callsOf(async () => await run.up(request));
};

const newMachine = async (): Promise<FakeMachineRun> => new FakeMachineRun(files);

/** A lab with an object of its owner in it, of which only Vault still runs. */
async function halfDeadLab(): Promise<FakeMachineRun> {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB });
  run.world
    .minioOf(LAB)
    .objects.set('mine/precious', { body: new Uint8Array(3), encryption: { kind: 'none' } });
  run.world.killService(`${LAB}/kes`);
  run.world.killService(`${LAB}/minio`);
  return run;
}

describe('an up that is cancelled', () => {
  it.each([
    { topology: 'standalone', engine: 'process', step: 1 },
    { topology: 'distributed', engine: 'process', step: 5 },
    { topology: 'standalone', engine: 'docker', step: 3 },
  ] as const)(
    'at any call leaves nothing of a new $topology lab on $engine',
    { timeout: 120_000 },
    async ({ topology, engine, step }) => {
      const request = { name: LAB, topology };
      const make = async (): Promise<FakeMachineRun> => new FakeMachineRun(files, engine);
      const calls = await callsOf(make, request);
      let cancelled = 0;
      const broken = await atEvery(calls, step, async (index) => {
        const run = await make();
        const error = await cancelledUp(run, index, request);
        if (error === undefined) return expect(run.world.engine.running()).not.toEqual([]);
        cancelled += 1;
        expect(error.code).toBe('cancelled');
        expect(await run.world.tracesOf(LAB)).toEqual([]);
      });
      expect(broken).toEqual([]);
      // Only the last few calls, after the proof, are too late.
      expect(cancelled).toBeGreaterThan(calls.length / step - 8);
    },
  );

  it('at any call leaves the services running that it did not start, stops those that it did, and keeps the data', {
    timeout: 120_000,
  }, async () => {
    const calls = await callsOf(halfDeadLab, { name: LAB });
    const broken = await atEvery(calls, 3, async (index) => {
      const run = await halfDeadLab();
      const error = await cancelledUp(run, index, { name: LAB });
      expect(run.world.minioOf(LAB).objects.has('mine/precious')).toBe(true);
      if (error === undefined) return;
      expect(error.code).toBe('cancelled');
      expect(run.world.engine.running()).toEqual([`${LAB}/vault`]);
      expect(run.world.running(LAB)[0]?.isSealed).toBe(false);
      expect(await run.world.store.lockOwner(LAB)).toBeUndefined();
      if (index % 9 === 0) expect((await run.up({ name: LAB })).state).toBe('running');
    });
    expect(broken).toEqual([]);
  });

  it('while a program is built keeps the programs that are there and nothing else', async () => {
    const run = await newMachine();
    run.world.components.forget('minio', 'hangs');
    const controller = new AbortController();
    run.world.calls.hook = ({ name, detail, when }) => {
      if (name === 'kes.createKey' && when === 'after') controller.abort();
      if (name === 'components.ensure' && detail === 'minio' && when === 'after')
        throw new Error('it was to hang');
    };
    await expect(run.up({ name: LAB }, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await run.world.tracesOf(LAB)).toEqual([]);
    expect((await run.world.components.list()).filter((entry) => entry.state === 'missing')).toHaveLength(1);
  });

  it('while a service hangs ends at once', async () => {
    const run = await newMachine();
    const controller = new AbortController();
    run.world.calls.hook = async ({ name, when }) => {
      if (name !== 'vault.initialise' || when !== 'before') return;
      setTimeout(() => controller.abort(), 5);
      await new Promise(() => undefined);
    };
    await expect(run.up({ name: LAB }, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    run.world.calls.hook = () => undefined;
    expect(await run.world.tracesOf(LAB)).toEqual([]);
  });

  it('before it begins changes nothing', async () => {
    const run = await newMachine();
    await expect(run.up({ name: LAB }, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(await run.world.tracesOf(LAB)).toEqual([]);
  });
});

describe('an up in which one call fails', () => {
  it('tells that failure, and the next up ends proven', { timeout: 120_000 }, async () => {
    const calls = await callsOf(newMachine, { name: LAB });
    const broken = await atEvery(calls, 2, async (index) => {
      const run = await newMachine();
      run.at(index, () => {
        throw new SealabError('disk-full', 'No space left on the device.');
      });
      const outcome = await run.up({ name: LAB }).catch((thrown: unknown) => toSealabError(thrown));
      if (outcome instanceof Error) expect(outcome.code).toBe('disk-full');
      run.world.calls.hook = () => undefined;
      expect(await run.world.store.lockOwner(LAB)).toBeUndefined();
      if (index % 6 !== 0) return;
      expect((await run.up({ name: LAB })).state).toBe('running');
      await run.rm(LAB);
      expect(await run.world.tracesOf(LAB)).toEqual([]);
    });
    expect(broken).toEqual([]);
  });

  it('leaves nothing of a new lab that never started anything', async () => {
    const run = await newMachine();
    run.world.components.forget('vault', 'fails');
    await expect(run.up({ name: LAB })).rejects.toMatchObject({ code: 'build-failed' });
    expect(await run.world.tracesOf(LAB)).toEqual([]);
  });

  it('tells the failure and not what went wrong while it was taken back', async () => {
    const run = await newMachine();
    let isFailing = false;
    run.world.calls.hook = ({ name }) => {
      if (name === 'kes.createKey') isFailing = true;
      if (isFailing && name === 'engine.stop')
        throw new SealabError('internal', 'The engine does not stop it.');
      if (name === 'kes.createKey') throw new SealabError('kes-error', 'KES refused.');
    };
    await expect(run.up({ name: LAB })).rejects.toMatchObject({
      code: 'kes-error',
      message: 'KES refused. Taking it back failed too: The engine does not stop it.',
    });
  });

  it('says why a service died, with its last lines, and stops what it started', async () => {
    const run = await newMachine();
    run.world.behaviour = ({ service }) =>
      service === 'kes' ? { diesAtOnce: true, prints: ['Error: no such file'] } : {};
    const error = await run.up({ name: LAB }).catch((thrown: unknown) => toSealabError(thrown));
    expect(error).toMatchObject({
      code: 'service-died',
      details: { service: 'kes', evidence: ['Error: no such file'] },
    });
    expect(run.world.engine.running()).toEqual([]);
    run.world.behaviour = () => ({});
    expect((await run.up({ name: LAB })).state).toBe('running');
  });

  it('does not wait for ever for a service that never gets ready', async () => {
    const run = await newMachine();
    run.world.calls.hook = async ({ name }) => {
      if (name === 'kes.status') throw new SealabError('service-timeout', 'no answer');
    };
    await expect(run.up({ name: LAB })).rejects.toMatchObject({
      code: 'service-timeout',
      details: { service: 'kes' },
    });
  });
});
