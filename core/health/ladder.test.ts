import { describe, expect, it } from 'vitest';
import { examine } from '../doctor/doctor.ts';
import { openLab } from '../labs/open-lab.ts';
import { observeLab, watchLab } from '../labs/state.ts';
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
      (run) => {
        run.world.vaultOf(LAB).secretIds.clear();
        run.world.clock.advance(60_000);
      },
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

  it('waits for a KES that has not noticed yet that Vault is unsealed, and asks on', async () => {
    const run = await runningLab();
    run.world.clock.advance(60_000);
    run.world.vaultOf(LAB).secretIds.clear();
    const unsealedAt = run.world.clock.now().toISOString();
    run.world.engine.print(LAB, 'vault', `${unsealedAt} [INFO]  core: post-unseal setup complete`);
    run.world.clock.advance(4_000);
    const waiting = await observeLab(run.ports, LAB, signal);
    expect(waiting.ladder.map(({ state }) => state)).toEqual(
      RUNGS.map((id) => (id === 'kes-ready' ? 'waiting' : 'ok')),
    );
    expect(waiting.ladder[5]).toMatchObject({
      evidence: 'keystore_unreachable: true; Vault was unsealed 4 s ago; KES asks it every 10 s',
    });
    expect(waiting.ladder[5]?.error).toBeUndefined();
    expect(waiting.summary.status).toBe('running');
    run.world.clock.advance(11_000);
    expect((await ladderOf(run))[5]).toMatchObject({ state: 'failed', error: { code: 'kes-error' } });
  });

  it('waits for a KES that was started just now', async () => {
    const run = await runningLab();
    run.world.vaultOf(LAB).secretIds.clear();
    const { session } = await openLab(run.ports, LAB);
    const seen = await session.engine.observe([...session.starts.values()]);
    const startedMs = Date.parse(seen.find(({ service }) => service === 'kes')?.startedAt ?? '');
    run.world.clock.jumpWall(startedMs + 3_000 - run.world.clock.now().getTime());
    expect((await ladderOf(run))[5]).toMatchObject({
      state: 'waiting',
      evidence: 'keystore_unreachable: true; KES was started 3 s ago',
    });
  });

  it('that cannot be climbed because it was cancelled says so', async () => {
    const run = await runningLab();
    await expect(observeLab(run.ports, LAB, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('a lab that is watched', () => {
  async function probesOf(run: FakeMachineRun, look: () => Promise<unknown>): Promise<number> {
    const calls = await run.callsOf(look);
    return calls.filter((call) => call.startsWith('before clients.probe')).length;
  }

  it('is shaken hands with once, and again when a handshake is 12 s old', async () => {
    const run = await runningLab();
    const look = watchLab(run.ports, LAB);
    const counts: number[] = [];
    for (let second = 0; second < 20; second += 5) {
      counts.push(await probesOf(run, async () => await look(signal)));
      run.world.clock.advance(5_000);
    }
    expect(counts).toEqual([3, 0, 0, 3]);
    expect(await probesOf(run, async () => await observeLab(run.ports, LAB, signal))).toBe(3);
  });

  it('is asked anew at once after a restart, under another authority, and after a rung that failed', async () => {
    const run = await runningLab();
    const look = watchLab(run.ports, LAB);
    await look(signal);
    await run.down(LAB);
    await run.up({ name: LAB });
    expect(await probesOf(run, async () => await look(signal))).toBe(3);

    vaultOf(run).isSealed = true;
    expect(await probesOf(run, async () => await look(signal))).toBe(0);
    vaultOf(run).isSealed = false;
    expect(await probesOf(run, async () => await look(signal))).toBe(3);

    await run.up({ name: 'other' });
    const authority = await run.world.store.folder('other').read('certificates/ca.crt');
    await run.world.store.folder(LAB).write('certificates/ca.crt', authority ?? '');
    const { ladder } = await look(signal);
    expect(ladder[2]).toMatchObject({ id: 'tls', state: 'failed', error: { code: 'tls-error' } });
  });

  it('shows a dead service at the next look', async () => {
    const run = await runningLab();
    const look = watchLab(run.ports, LAB);
    await look(signal);
    run.world.killService(`${LAB}/kes`);
    expect((await look(signal)).ladder[0]).toMatchObject({ state: 'failed', evidence: '2 of 3' });
  });

  it('stays as it is when the wall clock jumps, as after a night with the lid closed', async () => {
    const run = await runningLab();
    const look = watchLab(run.ports, LAB);
    const before = await look(signal);
    for (const days of [3, -7]) {
      run.world.clock.jumpWall(days * 86_400_000);
      const after = await look(signal);
      expect(after.ladder.map(({ state }) => state)).toEqual(RUNGS.map(() => 'ok'));
      expect(after.summary).toEqual(before.summary);
      expect(after.services.map(({ pid, state }) => [pid, state])).toEqual(
        before.services.map(({ pid, state }) => [pid, state]),
      );
    }
    expect((await run.up({ name: LAB })).state).toBe('running');
    expect((await run.down(LAB)).status).toBe('stopped');
    expect(await run.world.store.lockOwner(LAB)).toBeUndefined();
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

  it('has KES seal and open a data key, says so, and shows no key', async () => {
    const run = await runningLab();
    const calls = await run.callsOf(async () => {
      const found = (await examine(run.ports, LAB, signal)).find(({ id }) => id === 'lab.key-round-trip');
      expect(found).toMatchObject({ ok: true, evidence: expect.stringContaining('identity sealab') });
      expect(JSON.stringify(found)).not.toContain('data-key');
    });
    expect(calls).toEqual(expect.arrayContaining(['after kes.generate', 'after kes.decrypt']));
  });

  it('tells a key that is gone from KES, which no rung below asks for', async () => {
    const run = await runningLab();
    run.world.vaultOf(LAB).keys.clear();
    const wrong = (await examine(run.ports, LAB, signal)).filter(({ ok }) => !ok);
    expect(wrong).toMatchObject([{ id: 'lab.key-round-trip', fix: expect.stringMatching(/\w/) }]);
  });

  it('tries no key while KES waits for Vault', async () => {
    const run = await runningLab();
    run.world.clock.advance(60_000);
    run.world.vaultOf(LAB).secretIds.clear();
    const unsealedAt = run.world.clock.now().toISOString();
    run.world.engine.print(LAB, 'vault', `${unsealedAt} [INFO]  core: post-unseal setup complete`);
    const wrong = (await examine(run.ports, LAB, signal)).filter(({ ok }) => !ok);
    expect(wrong).toMatchObject([
      { id: 'lab.kes-ready', fix: expect.stringContaining('by itself') },
      { id: 'lab.key-round-trip', observed: 'not tried' },
    ]);
  });

  it('finds the one thing that is wrong, with what to do', async () => {
    const run = await runningLab();
    vaultOf(run).isSealed = true;
    const wrong = (await examine(run.ports, LAB, signal)).filter((finding) => !finding.ok);
    expect(wrong[0]).toMatchObject({ id: 'lab.unsealed', fix: expect.stringMatching(/\w/) });
    expect(wrong.slice(1).every((finding) => finding.fix.startsWith('Answered after'))).toBe(true);
  });
});
