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

it('a lab whose MinIO ends while it is proven, since another program has its console’s port, goes to other ports', async () => {
  const run = new FakeMachineRun(files);
  let writes = 0;
  run.world.calls.hook = ({ name, when }) => {
    if (name !== 'objects.put' || when !== 'before') return;
    writes += 1;
    if (writes > 1) return;
    run.world.engine.print(
      'first',
      'minio',
      'FATAL Unable to initialize console server: Specified port is already in use',
    );
    run.world.engine.killFromOutside('first/minio');
    run.world.leases.takenByOthers.add(9001);
  };
  const result = await run.up({ name: 'first' });
  expect(result.state).toBe('running');
  expect(writes).toBeGreaterThan(1);
});

it('a lab whose MinIO ends by itself while it is proven says that, with its last lines, and not that nobody answered', async () => {
  const run = new FakeMachineRun(files);
  let hasEnded = false;
  run.world.calls.hook = ({ name, when }) => {
    if (name !== 'objects.put' || when !== 'before' || hasEnded) return;
    hasEnded = true;
    run.world.engine.print('first', 'minio', 'FATAL out of memory');
    run.world.engine.killFromOutside('first/minio');
  };
  await expect(run.up({ name: 'first' })).rejects.toMatchObject({
    code: 'service-died',
    message: 'minio of lab first ended by itself.',
    details: { service: 'minio', evidence: ['FATAL out of memory'] },
    cause: { code: 'service-timeout' },
  });
});
