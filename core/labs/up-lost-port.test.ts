import { expect, it } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { FakeMachineRun } from '../testing/fake-runs.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

it('a lab whose port another lab shares goes to other ports, and comes up there', async () => {
  const run = new FakeMachineRun(files);
  let writes = 0;
  run.world.calls.hook = ({ name, when }) => {
    if (name !== 'objects.put' || when !== 'before') return;
    writes += 1;
    if (writes === 1)
      throw new SealabError('tls-error', 'Its certificate is not signed by the CA of the lab.');
  };
  const result = await run.up({ name: 'first' });
  expect(result.state).toBe('running');
  expect(writes).toBeGreaterThan(1);
  expect(run.world.leases.reserved()).toEqual([]);
  expect(result.services.map(({ url }) => url)).not.toContain('https://127.0.0.1:9000');
});
