import { describe, expect, it } from 'vitest';
import { runAction } from '../../actions/run-action.ts';
import { FakeMachineRun, quietly } from '../../testing/fake-runs.ts';
import { readSecrets } from '../secrets-file.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));
const LAB = 'first';

async function productToken(run: FakeMachineRun): Promise<string> {
  const secrets = await readSecrets(run.world.store.folder(LAB));
  return secrets?.keyStore?.productToken.reveal() ?? '';
}

async function startAgain(run: FakeMachineRun): Promise<readonly string[]> {
  await run.down(LAB);
  return await run.callsOf(async () => await run.up({ name: LAB }));
}

describe('the token of Sealab in Vault', () => {
  it('is renewed at each start, and nothing is done with the root token', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    const before = await productToken(run);
    const calls = await startAgain(run);
    expect(await productToken(run)).toBe(before);
    expect(calls.join()).not.toMatch(/vault\.(generateRoot|createToken|knowsToken)/);
  });

  it('is made anew with the root token when it was lost', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    const before = await productToken(run);
    run.world.vaultOf(LAB).tokens.delete(before);
    expect((await startAgain(run)).join()).not.toContain('vault.generateRoot');
    expect(await productToken(run)).not.toBe(before);
  });

  it('is made anew with the shares when the root token was revoked too, and no root token is left', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    const { tokens } = run.world.vaultOf(LAB);
    tokens.clear();
    await startAgain(run);
    const token = await productToken(run);
    expect([...tokens]).toEqual([[token, ['sealab']]]);
    await runAction(run.ports, { lab: LAB, action: 'vault.seal', input: {} }, quietly());
  });

  it('leaves no root token behind when making it anew fails', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    const { tokens } = run.world.vaultOf(LAB);
    tokens.clear();
    await run.down(LAB);
    run.world.calls.hook = ({ name, when }) => {
      if (name === 'vault.createToken' && when === 'before') throw new Error('the network is gone');
    };
    await expect(run.up({ name: LAB })).rejects.toThrow('the network is gone');
    expect([...tokens]).toEqual([]);
  });
});
