import { describe, expect, it } from 'vitest';
import type { EngineCandidate } from '#shared/contract/engines.ts';
import { SealabError } from '#shared/errors.ts';
import { makeFakePorts } from '../testing/fake-ports.ts';
import { FakeMachineRun, quietly } from '../testing/fake-runs.ts';
import { FakeWorld, THIS_MACHINE, WORKING_DOCKER } from '../testing/fake-world.ts';
import { examine } from './doctor.ts';
import type { Finding } from './finding.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const composeFiles = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const REFUSED: EngineCandidate = {
  ...WORKING_DOCKER,
  state: 'failed',
  isTaken: false,
  reason: 'Your user may not use /var/run/docker.sock.',
  fix: 'Add yourself to the group docker.',
};
async function finding(
  candidates: readonly EngineCandidate[],
  engine: 'auto' | 'docker' = 'auto',
): Promise<Finding | undefined> {
  const world = new FakeWorld();
  world.engineCandidates = candidates;
  await world.settings.change({ engine });
  const findings = await examine(makeFakePorts({ world, files: {} }), undefined, quietly().signal);
  return findings.find(({ id }) => id === 'machine.docker');
}

describe('the doctor of a lab', () => {
  it('says that its engine does not answer, and what to do', async () => {
    const run = new FakeMachineRun(composeFiles, 'docker');
    await run.up({ name: 'first' });
    run.world.calls.hook = ({ name }) => {
      if (name === 'engine.observe')
        throw new SealabError('no-engine', 'Docker does not answer.', { fix: 'Start Docker.' });
    };
    const findings = await examine(run.ports, 'first', quietly().signal);
    expect(findings.filter(({ id }) => id.startsWith('lab.'))).toMatchObject([
      { id: 'lab.engine', ok: false, observed: 'Docker does not answer.', fix: 'Start Docker.' },
    ]);
  });
});

describe('the doctor on Docker', () => {
  it('tells which engine answers', async () => {
    expect(await finding([WORKING_DOCKER, THIS_MACHINE])).toMatchObject({
      ok: true,
      observed: 'Docker 27.1.0 answers (/var/run/docker.sock), linux/amd64',
      fix: '',
    });
  });

  it('finds no fault in a missing one where labs run as processes, and says why it does not answer', async () => {
    expect(await finding([REFUSED, THIS_MACHINE])).toMatchObject({
      ok: true,
      observed: expect.stringContaining('Labs run as processes'),
      evidence: '/var/run/docker.sock: Your user may not use /var/run/docker.sock.',
    });
  });

  it('finds a fault where the settings ask for it, or nothing else runs labs', async () => {
    expect(await finding([REFUSED, THIS_MACHINE], 'docker')).toMatchObject({
      ok: false,
      fix: expect.stringContaining('Add yourself to the group docker.'),
    });
    expect(await finding([REFUSED])).toMatchObject({ ok: false });
  });
});
