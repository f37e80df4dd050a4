import { describe, expect, it } from 'vitest';
import { examine } from '../doctor/doctor.ts';
import { observeLab } from '../labs/state.ts';
import { FakeMachineRun } from '../testing/fake-runs.ts';
import type { Rung } from './ladder.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';
const { signal } = new AbortController();
const RUNGS = ['processes', 'ports', 'tls', 'initialised', 'unsealed', 'kes-ready', 'quorum', 'round-trip'];

async function ladderOf(run: FakeMachineRun): Promise<readonly Rung[]> {
  return (await observeLab(run.ports, LAB, signal)).ladder;
}

async function runningLab(topology: 'standalone' | 'distributed' = 'standalone'): Promise<FakeMachineRun> {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB, topology });
  return run;
}

function vaultOf(run: FakeMachineRun) {
  const vault = run.world.running(LAB).find(({ spec }) => spec.service === 'vault');
  if (vault === undefined) throw new Error('Vault does not run.');
  return vault;
}

describe('the health ladder', () => {
  it.each(['standalone', 'distributed'] as const)(
    'of a running %s lab is green from the first rung to the last',
    async (topology) => {
      const ladder = await ladderOf(await runningLab(topology));
      expect(ladder.map((rung) => rung.id)).toEqual(RUNGS);
      expect(ladder.map((rung) => rung.state)).toEqual(RUNGS.map(() => 'ok'));
      expect(ladder[0]?.evidence).toBe(topology === 'standalone' ? '3 of 3' : '6 of 6');
    },
  );

  it('of a stopped lab has nothing checked', async () => {
    const run = await runningLab();
    await run.down(LAB);
    expect(new Set((await ladderOf(run)).map((rung) => rung.state))).toEqual(new Set(['not-checked']));
  });

  it.each<[string, string, string, (run: FakeMachineRun) => unknown]>([
    ['a service is dead', 'processes', 'service-died', (run) => run.world.killService(`${LAB}/kes`)],
    [
      'a service does not listen',
      'ports',
      'service-timeout',
      (run) => {
        // Its lease was given to somebody else, so that it is asked at a port where nobody is.
        run.ports.leases.held = async () => ({ 'minio-api': 1, 'vault-api': 8200, 'kes-api': 7373 });
      },
    ],
    [
      'a certificate is of another authority',
      'tls',
      'tls-error',
      async (run) => {
        await run.up({ name: 'other' });
        const folder = run.world.store.folder(LAB);
        await folder.write(
          'certificates/ca.crt',
          (await run.world.store.folder('other').read('certificates/ca.crt')) ?? '',
        );
      },
    ],
    [
      'Vault is empty',
      'initialised',
      'vault-error',
      (run) => {
        run.world.vaultOf(LAB).shares = [];
      },
    ],
    [
      'Vault is sealed',
      'unsealed',
      'vault-sealed',
      (run) => {
        vaultOf(run).isSealed = true;
      },
    ],
    [
      'KES may not use its AppRole any more',
      'kes-ready',
      'kes-error',
      (run) => run.world.vaultOf(LAB).secretIds.clear(),
    ],
    [
      'MinIO lost its quorum',
      'quorum',
      's3-error',
      (run) => {
        run.world.minioOf(LAB).hasQuorum = false;
      },
    ],
    [
      'the proof failed',
      'round-trip',
      'proof-failed',
      async (run) => {
        run.world.faults.readsDiffer = true;
        await run.up({ name: LAB }).catch(() => undefined);
      },
    ],
    [
      'the lab was never proven',
      'round-trip',
      'proof-failed',
      async (run) => await run.world.store.folder(LAB).remove('evidence'),
    ],
  ])('names the rung when %s, and asks none after it', async (...[_what, failing, code, break_]) => {
    const run = await runningLab();
    await break_(run);
    const ladder = await ladderOf(run);
    const at = RUNGS.indexOf(failing);
    expect(ladder.map((rung) => rung.state)).toEqual(
      RUNGS.map((_id, index) => (index < at ? 'ok' : index === at ? 'failed' : 'not-checked')),
    );
    expect(ladder[at]?.error).toMatchObject({ code, fix: expect.stringMatching(/\w/) });
  });

  it('of a lab that lost three nodes names the processes and starts them again', async () => {
    const run = await runningLab('distributed');
    for (const node of [2, 3, 4]) run.world.killService(`${LAB}/minio${node}`);
    const [processes] = await ladderOf(run);
    expect(processes).toMatchObject({ state: 'failed', evidence: '3 of 6', action: 'lab.up' });
    expect((await run.up({ name: LAB })).state).toBe('running');
    expect((await ladderOf(run)).every((rung) => rung.state === 'ok')).toBe(true);
  });

  it('does not use the key: what it asks costs nothing and warms nothing', async () => {
    const run = await runningLab();
    const calls = await run.callsOf(async () => await ladderOf(run));
    const asked = new Set(calls.map((call) => call.split(' ')[1]));
    for (const costly of ['kes.generate', 'kes.decrypt', 'objects.put', 'objects.get', 'vault.unseal'])
      expect(asked).not.toContain(costly);
    expect(asked).toContain('kes.status');
  });

  it('that cannot be climbed because it was cancelled says so', async () => {
    const run = await runningLab();
    await expect(observeLab(run.ports, LAB, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('the doctor', () => {
  it('finds nothing wrong with a running lab', async () => {
    const run = await runningLab();
    const findings = await examine(run.ports, LAB, signal);
    expect(findings.filter((finding) => !finding.ok)).toEqual([]);
    expect(findings.map((finding) => finding.id)).toEqual(
      expect.arrayContaining(['machine.disk', 'machine.memory', 'lab.round-trip']),
    );
  });

  it('finds the one thing that is wrong, with what to do', async () => {
    const run = await runningLab();
    vaultOf(run).isSealed = true;
    const wrong = (await examine(run.ports, LAB, signal)).filter((finding) => !finding.ok);
    expect(wrong[0]).toMatchObject({ id: 'lab.unsealed', fix: expect.stringMatching(/\w/) });
    expect(wrong.slice(1).every((finding) => finding.fix.startsWith('Answered after'))).toBe(true);
  });
});
