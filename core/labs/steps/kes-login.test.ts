import { expect, it } from 'vitest';
import { FakeMachineRun } from '../../testing/fake-runs.ts';
import { readSecrets } from '../secrets-file.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));
const LAB = 'first';

it.each([
  ['the role is deleted', (run: FakeMachineRun) => run.world.vaultOf(LAB).roles.clear()],
  ['the secret id is destroyed', (run: FakeMachineRun) => run.world.vaultOf(LAB).secretIds.clear()],
  [
    'the AppRole method is disabled',
    (run: FakeMachineRun) => {
      run.world.vaultOf(LAB).hasAppRole = false;
      run.world.vaultOf(LAB).roles.clear();
    },
  ],
])('KES gets another login where %s', async (_what, breakIt) => {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB });
  const before = await readSecrets(run.world.store.folder(LAB));
  await run.down(LAB);
  breakIt(run);
  expect((await run.up({ name: LAB })).state).toBe('running');
  const after = await readSecrets(run.world.store.folder(LAB));
  expect(after?.keyStore?.secretId.reveal()).not.toBe(before?.keyStore?.secretId.reveal());
  expect(after?.keyStore?.productToken.reveal()).toBe(before?.keyStore?.productToken.reveal());
});

it('KES keeps its login where Vault takes it', async () => {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB });
  await run.down(LAB);
  const calls = await run.callsOf(async () => await run.up({ name: LAB }));
  expect(calls.join()).not.toMatch(/vault\.(writeRole|createSecretId|generateRoot)/);
});
