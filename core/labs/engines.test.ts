import { describe, expect, it } from 'vitest';
import type { EngineCandidate } from '#shared/contract/engines.ts';
import type { LabRequest } from '#shared/contract/labs.ts';
import { FakeEngine } from '../testing/fake-engine.ts';
import { makeFakePorts } from '../testing/fake-ports.ts';
import { FakeMachineRun, quietly } from '../testing/fake-runs.ts';
import { FakeWorld, WORKING_DOCKER } from '../testing/fake-world.ts';
import { definitionOf } from './definition.ts';
import { type ChosenEngine, chooseEngine } from './engines.ts';
import type { LabPorts } from './lab-ports.ts';
import { viewPlan } from './plan-view.ts';
import { summarise } from './summary.ts';
import { up } from './up.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const REFUSED: EngineCandidate = {
  id: '/var/run/docker.sock',
  engine: 'docker',
  title: 'Docker',
  source: '/var/run/docker.sock',
  state: 'failed',
  isTaken: false,
  reason: 'Your user may not use /var/run/docker.sock.',
  fix: 'Add yourself to the group docker.',
};
const EMPTY: EngineCandidate = {
  ...REFUSED,
  id: '/home/me/.rd/docker.sock',
  source: '/home/me/.rd/docker.sock',
  state: 'not-tried',
  reason: 'There is no /home/me/.rd/docker.sock.',
  fix: 'Install Docker and start it.',
};

/** A machine on which both engines could run labs; what the look finds is said by the candidates. */
function machine(candidates: readonly EngineCandidate[]): LabPorts {
  const world = new FakeWorld();
  world.engineCandidates = candidates;
  const ports = makeFakePorts({ world, files });
  return { ...ports, engines: { process: world.engine, docker: new FakeEngine({ kind: 'docker' }) } };
}

async function choose(ports: LabPorts, engine?: LabRequest['engine']): Promise<ChosenEngine> {
  const definition = definitionOf({ name: 'first', ...(engine === undefined ? {} : { engine }) });
  return await chooseEngine(ports, definition, quietly().signal);
}

describe('the engine of a new lab', () => {
  it('is Docker where it answers, and says which', async () => {
    expect(await choose(machine([WORKING_DOCKER]))).toEqual({
      engine: 'docker',
      reason: 'Docker 27.1.0 answers (/var/run/docker.sock).',
    });
  });

  it('is processes where Docker does not answer, and says why', async () => {
    expect(await choose(machine([EMPTY, REFUSED]))).toEqual({
      engine: 'process',
      reason: `Docker does not answer, so it runs as processes of this machine. ${REFUSED.reason}`,
    });
    expect((await choose(machine([EMPTY]))).reason).toContain('none of the usual places');
  });

  it('is what the settings say where nothing is asked for', async () => {
    const ports = machine([WORKING_DOCKER]);
    await ports.settings.change({ engine: 'process' });
    expect(await choose(ports)).toEqual({ engine: 'process', reason: 'Set in your settings.' });
    expect(await choose(ports, 'docker')).toEqual({ engine: 'docker', reason: 'Asked for.' });
  });

  it('that was asked for and does not answer is an error with the way out', async () => {
    await expect(choose(machine([EMPTY, REFUSED]), 'docker')).rejects.toMatchObject({
      code: 'no-engine',
      message: `Docker does not answer. ${REFUSED.reason}`,
      fix: expect.stringMatching(/group docker.*--engine process/),
      details: { evidence: [`${EMPTY.source}: ${EMPTY.reason}`, `${REFUSED.source}: ${REFUSED.reason}`] },
    });
    await expect(choose(machine([]), 'docker')).rejects.toMatchObject({ code: 'no-engine' });
  });

  it('is processes where a program for Docker can neither be found nor built', async () => {
    const world = new FakeWorld('docker');
    world.components.forget('toolbox');
    const fake = makeFakePorts({ world, files, machine: { goVersion: async () => undefined } });
    const ports = { ...fake, engines: { ...fake.engines, process: new FakeEngine({ kind: 'process' }) } };
    expect(await choose(ports)).toEqual({
      engine: 'process',
      reason:
        'Docker 27.1.0 answers (/var/run/docker.sock), but toolbox cannot be built for it without Go, so it runs as processes of this machine.',
    });
    expect((await choose(ports, 'docker')).engine).toBe('docker');
    const withGo = { ...ports, machine: { ...ports.machine, goVersion: async () => '1.24.4' } };
    expect((await choose(withGo)).engine).toBe('docker');
  });

  it('is not looked for where processes are asked for', async () => {
    const ports = machine([]);
    const deaf = {
      ...ports,
      engineFinder: {
        candidates: async () => {
          throw new Error('Nobody was to look.');
        },
      },
    };
    expect((await choose(deaf, 'process')).engine).toBe('process');
  });
});

describe('the engine of a lab that exists', () => {
  it('stays, whatever answers later', async () => {
    const run = new FakeMachineRun(files);
    run.world.engineCandidates = [REFUSED];
    expect((await run.up({ name: 'first' })).engine).toBe('process');
    await run.down('first');
    run.world.engineCandidates = [WORKING_DOCKER];
    await run.ports.settings.change({ engine: 'docker' });
    expect((await run.up({ name: 'first' })).engine).toBe('process');
    expect(await summarise(run.ports, 'first')).toMatchObject({ engine: 'process', status: 'running' });
  });

  it('cannot be asked to change', async () => {
    const run = new FakeMachineRun(files, 'docker');
    expect((await run.up({ name: 'first' })).engine).toBe('docker');
    await expect(run.up({ name: 'first', engine: 'process' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('engine'),
    });
  });
});

describe('the images of a lab on Docker', () => {
  it('are made once, and anew where somebody removed them', async () => {
    const run = new FakeMachineRun(files, 'docker');
    const imageSteps = async (): Promise<readonly string[]> =>
      Object.keys((await run.up({ name: 'first' })).timingsMs).filter((step) => step.startsWith('image-'));
    expect(await imageSteps()).toEqual(['image-vault', 'image-kes', 'image-minio', 'image-toolbox']);
    await run.down('first');
    expect(await imageSteps()).toEqual([]);
    await run.down('first');
    run.world.engine.images.forget();
    expect(await imageSteps()).toHaveLength(4);
  });

  it('wait for the programs that are built first', async () => {
    const run = new FakeMachineRun(files, 'docker');
    run.world.components.forget('toolbox');
    const plan = await viewPlan(run.ports, { name: 'first' }, quietly().signal);
    expect(plan.engineReason).toBe('Docker 27.1.0 answers (/var/run/docker.sock).');
    expect(plan.steps.find(({ id }) => id === 'image-toolbox')?.needs).toEqual(['component-toolbox']);
    expect(plan.steps.find(({ id }) => id === 'start-vault')?.needs).toContain('image-vault');
    expect(plan.steps.find(({ id }) => id === 'prove')?.needs).toContain('image-toolbox');
    expect(await run.up({ name: 'first' })).toMatchObject({ engine: 'docker', state: 'running' });
  });
});

describe('the usual ports', () => {
  it('are shifted by what the settings say for a new lab, and stay for one that has its ports', async () => {
    const run = new FakeMachineRun(files);
    await run.ports.settings.change({ portShift: 10_000 });
    const shifted = await up(run.ports, { name: 'first' }, quietly());
    expect(shifted.services.map(({ url }) => url)).toEqual(
      ['18200', '17373', '19000'].map((port) => `https://127.0.0.1:${port}`),
    );
    await run.down('first');
    await run.ports.settings.change({ portShift: 0 });
    expect((await run.up({ name: 'first' })).services).toEqual(shifted.services);
  });

  it('that a definition pins are not shifted', async () => {
    const run = new FakeMachineRun(files);
    await run.ports.settings.change({ portShift: 10_000 });
    const definitionText = 'schema: 1\nname: first\nports: { vault: 8300 }\n';
    const result = await run.up({ name: 'first', definitionText });
    expect(result.services[0]?.url).toBe('https://127.0.0.1:8300');
  });
});
