import { describe, expect, it } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { FakeMachineRun } from '../testing/fake-runs.ts';
import { listLabs } from './summary.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

describe('a lab in the list', () => {
  it('whose engine does not answer counts as stopped, keeps what is known and says why', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: 'first', topology: 'distributed' });
    run.world.engine.observe = async () => {
      throw new SealabError('no-engine', 'Docker does not answer.');
    };
    expect(await listLabs(run.ports)).toMatchObject([
      { name: 'first', status: 'stopped', topology: 'distributed', error: { code: 'no-engine' } },
    ]);
  });
});

describe('a lab whose Vault lost its data', () => {
  it('does not come up, and says what is lost', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: 'first' });
    await run.down('first');
    run.world.vaultOf('first').shares = [];
    await expect(run.up({ name: 'first' })).rejects.toMatchObject({
      code: 'vault-error',
      message: expect.stringContaining('cannot be read any more'),
      fix: expect.stringContaining('sealab rm first'),
    });
  });
});
