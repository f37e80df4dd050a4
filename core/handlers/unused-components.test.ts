import { expect, test } from 'vitest';
import { FakeMachineRun } from '../testing/fake-runs.ts';
import { clearUnused, unusedComponents } from './unused-components.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const namesOf = async ({ ports }: FakeMachineRun): Promise<readonly string[]> =>
  (await unusedComponents(ports)).map(({ component, version }) => `${component}-${version}`);

test('without a lab everything that Sealab got goes', async () => {
  const run = new FakeMachineRun(files);
  expect(await namesOf(run)).toHaveLength(7);
  const { removed, freedBytes } = await clearUnused(run.ports, {
    signal: new AbortController().signal,
    report: () => undefined,
  });
  expect(removed).toHaveLength(7);
  expect(freedBytes).toBe(700_000_000);
  expect(await namesOf(run)).toEqual([]);
});

test('what a lab runs stays, and so do the tools; other versions go', async () => {
  const run = new FakeMachineRun(files);
  await run.up({ name: 'first' });
  expect(await namesOf(run)).toEqual(['kes-0.23.0']);
  await run.up({ name: 'second', versions: { vault: '1.18.0', kes: '0.23.0', minio: '2026-02-12' } });
  expect(await namesOf(run)).toEqual([]);
});

test('a lab that cannot be read may use any version', async () => {
  const run = new FakeMachineRun(files);
  await run.up({ name: 'first' });
  await run.world.store.folder('first').write('lab.yaml', 'no: definition');
  expect(await namesOf(run)).toEqual([]);
});

test('whoever cancels keeps what is still there', async () => {
  const run = new FakeMachineRun(files);
  const controller = new AbortController();
  const clearing = clearUnused(run.ports, { signal: controller.signal, report: () => controller.abort() });
  await expect(clearing).rejects.toMatchObject({ code: 'cancelled' });
  expect(await namesOf(run)).toHaveLength(6);
});
