import { expect, it } from 'vitest';
import { FakeMachineRun } from '../testing/fake-runs.ts';
import { viewPlan } from './plan-view.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));
const { signal } = new AbortController();

async function vaultAddress(run: FakeMachineRun): Promise<string | undefined> {
  const plan = await viewPlan(run.ports, { name: 'first' }, signal);
  return plan.listensOn.find(({ what }) => what === 'Vault API')?.address;
}

it('the plan of a new lab shows the ports that the settings shift, and a lab that has ports keeps them', async () => {
  const run = new FakeMachineRun(files);
  expect(await vaultAddress(run)).toBe('127.0.0.1:8200');
  await run.ports.settings.change({ portShift: 10_000 });
  expect(await vaultAddress(run)).toBe('127.0.0.1:18200');
  await run.up({ name: 'first' });
  await run.ports.settings.change({ portShift: 0 });
  expect(await vaultAddress(run)).toBe('127.0.0.1:18200');
});
