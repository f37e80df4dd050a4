import { describe, expect, it } from 'vitest';
import { FakeMachineRun } from '../../testing/fake-runs.ts';
import { openLab } from '../open-lab.ts';
import { ownLines } from '../own-lines.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));
const LAB = 'first';

async function startAgain(run: FakeMachineRun): Promise<string> {
  await run.down(LAB);
  return (await run.callsOf(async () => await run.up({ name: LAB }))).join();
}

describe('Vault’s audit log', () => {
  it('is written from the first start on, and a second one changes nothing', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    expect(run.world.vaultOf(LAB).hasAudit).toBe(true);
    expect(await startAgain(run)).not.toMatch(/vault\.(ensureAudit|writePolicy)/);
  });

  it('is written again after somebody had switched it off', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    run.world.vaultOf(LAB).hasAudit = false;
    await startAgain(run);
    expect(run.world.vaultOf(LAB).hasAudit).toBe(true);
  });

  it('is begun again, with Vault sealed and unsealed between, where a request for it was cut off', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    const vault = run.world.vaultOf(LAB);
    Object.assign(vault, { hasAudit: false, hasHalfAudit: true });
    const calls = await startAgain(run);
    expect(calls).toMatch(/vault\.ensureAudit.*vault\.seal.*vault\.unseal.*vault\.ensureAudit/);
    expect(vault).toMatchObject({ hasAudit: true, hasHalfAudit: false });
  });

  it('comes to a lab of a time before, with a policy that lets Sealab see it', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    const vault = run.world.vaultOf(LAB);
    vault.hasAudit = false;
    vault.policies.set('sealab', 'path "sys/seal" {\n  capabilities = ["update", "sudo"]\n}\n');
    await startAgain(run);
    expect(vault.hasAudit).toBe(true);
    expect(vault.policies.get('sealab')).toContain('"sys/audit"');
    expect(await startAgain(run)).not.toMatch(/vault\.(ensureAudit|writePolicy)/);
  });

  it('is left out where Vault’s own lines are asked for', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    run.world.engine.print(LAB, 'vault', 'core: first');
    run.world.engine.print(LAB, 'vault', 'core: second');
    const audit = JSON.stringify({ request: { operation: 'read', path: 'kv/my-key' }, type: 'response' });
    for (let line = 0; line < 10; line += 1) run.world.engine.print(LAB, 'vault', audit);
    const { session } = await openLab(run.ports, LAB);
    expect(await ownLines(session, 'vault', 1)).toEqual(['core: second']);
    run.world.engine.print(LAB, 'minio', audit);
    expect(await ownLines(session, 'minio', 1)).toEqual([audit]);
  });
});
