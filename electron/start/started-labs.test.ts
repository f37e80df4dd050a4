import { describe, expect, it } from 'vitest';
import { createHandlers } from '#core/handlers/handlers.ts';
import { OperationLog } from '#core/operations.ts';
import { FakeMachineRun, quietly } from '#core/testing/fake-runs.ts';
import { StartedLabs } from './started-labs.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

function bench() {
  const { ports } = new FakeMachineRun(files);
  const operations = new OperationLog(ports.clock);
  const started = new StartedLabs(operations);
  const handlers = createHandlers(ports, operations, {
    version: '0',
    homeFolder: '/home',
    cacheFolder: '/cache',
    platform: 'linux',
    pid: 1,
    path: '',
    command: 'sealab',
    systemCaPem: async () => '',
  });
  const act = async (action: string): Promise<unknown> =>
    await handlers['actions.run']({ lab: 'first', action, input: {} }, quietly());
  return { operations, started, handlers, act };
}

describe('the labs that this Sealab started', () => {
  it('are the same whether they were brought up by the operation or by the action', async () => {
    const { operations, started, handlers, act } = bench();
    await handlers['labs.up']({ name: 'first' }, quietly());
    expect(started.names).toEqual(['first']);
    await act('lab.down');
    expect(started.names).toEqual([]);
    await act('lab.up');
    expect(started.names).toEqual(['first']);
    await handlers['labs.down']({ name: 'first' }, quietly());
    expect(started.names).toEqual([]);
    expect(operations.snapshots.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'labs.up done',
      'labs.down done',
      'labs.up done',
      'labs.down done',
    ]);
  });

  it('are not touched by an action on a service, which is an operation of its own', async () => {
    const { operations, started, handlers, act } = bench();
    await handlers['labs.up']({ name: 'first' }, quietly());
    await act('vault.seal');
    expect(started.names).toEqual(['first']);
    expect(operations.snapshots.at(-1)).toMatchObject({ name: 'actions.run', title: 'Seal Vault' });
  });
});
