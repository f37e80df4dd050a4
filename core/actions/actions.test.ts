import { describe, expect, it } from 'vitest';
import { toSealabError } from '#shared/errors.ts';
import { observeLab } from '../labs/state.ts';
import { FakeMachineRun, quietly } from '../testing/fake-runs.ts';
import { LIFECYCLE } from './lifecycle.ts';
import { ACTIONS, actionOf, allActions } from './registry.ts';
import { describeAction, runAction } from './run-action.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';
const { signal } = new AbortController();

/** An input that each action takes, in an order in which each finds what it needs. */
const WALK: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['key.create', { key: 'second-key' }],
  ['bucket.create', { bucket: 'mine' }],
  ['object.put', { bucket: 'mine', object: 'plain.txt', text: 'Grüße' }],
  ['bucket.encryption.set', { bucket: 'mine', encryption: 'sse-kms', key: 'second-key' }],
  ['object.put', { bucket: 'mine', object: 'folder/secret.txt', text: "it's" }],
  ['object.get', { bucket: 'mine', object: 'folder/secret.txt' }],
  ['bucket.encryption.set', { bucket: 'mine', encryption: 'sse-s3' }],
  ['bucket.encryption.clear', { bucket: 'mine' }],
  ['vault.seal', {}],
  ['vault.unseal', {}],
];

async function runningLab(): Promise<FakeMachineRun> {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB });
  return run;
}

async function act(run: FakeMachineRun, action: string, input: Readonly<Record<string, string>> = {}) {
  return await runAction(run.ports, { lab: LAB, action, input }, quietly());
}

describe('every action', () => {
  it('has an id of its own, a title, and is found by its id', () => {
    const ids = allActions().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...LIFECYCLE, ...ACTIONS].map(({ id }) => id));
    for (const { id, title } of allActions()) {
      expect(id).toMatch(/^[a-z]+(\.[a-z]+)+$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
    for (const action of ACTIONS) expect(actionOf(action.id)).toBe(action);
  });

  it('is walked through by this test', () => {
    expect(new Set(WALK.map(([id]) => id))).toEqual(new Set(ACTIONS.map(({ id }) => id)));
  });

  it.each(WALK)('%s is described with commands, without doing anything', (action, input) => {
    const view = describeAction({ lab: LAB, action, input });
    expect(view.commands.length).toBeGreaterThan(0);
    for (const command of view.commands) expect(command).toMatch(/^(vault|kes|mc|printf) /);
  });

  it('does what it says, is verified, and is in the command log', async () => {
    const run = await runningLab();
    for (const [action, input] of WALK) {
      const result = await act(run, action, input);
      expect(result, action).toMatchObject({
        id: action,
        verified: true,
        evidence: expect.stringMatching(/\w/),
      });
      const [newest] = (await observeLab(run.ports, LAB, signal)).commandLog;
      expect(newest).toMatchObject({ title: actionOf(action).title, commands: result.commands, ok: true });
    }
    const { objects, buckets } = run.world.minioOf(LAB);
    expect(objects.get('mine/plain.txt')?.encryption).toEqual({ kind: 'none' });
    expect(objects.get('mine/folder/secret.txt')?.encryption).toEqual({
      kind: 'sse-kms',
      keyName: 'second-key',
    });
    expect(buckets.get('mine')).toEqual({ kind: 'none' });
  });

  it('that can be taken back names the action for it, with an input that it takes', () => {
    for (const [id, input] of WALK) {
      const { undo } = actionOf(id).bind(input);
      if (undo !== undefined) expect(() => actionOf(undo.action).bind(undo.input)).not.toThrow();
    }
    expect(actionOf('vault.seal').bind({}).undo?.action).toBe('vault.unseal');
  });
});

describe('an action on a lab as a whole', () => {
  it.each(LIFECYCLE)('$id is described with its commands', ({ id, title }) => {
    const view = describeAction({ lab: LAB, action: id, input: {} });
    expect(view).toMatchObject({ id, title, commands: [expect.stringMatching(/^sealab .*first/)] });
  });

  it('stops, starts, proves and removes', async () => {
    const run = await runningLab();
    for (const id of ['lab.down', 'lab.up', 'lab.prove', 'lab.remove']) {
      expect(await act(run, id), id).toMatchObject({ id, verified: true });
    }
    expect(await run.world.tracesOf(LAB)).toEqual([]);
  });
});

describe('an action with a bad input', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['key.create', {}, 'key'],
    ['key.create', { key: 'a/b' }, 'key'],
    ['key.create', { key: '-a' }, 'key'],
    ['key.create', { key: 'a'.repeat(81) }, 'key'],
    ['key.create', { key: 'a; rm -rf /' }, 'key'],
    ['bucket.create', { bucket: 'AB' }, 'bucket'],
    ['bucket.create', { bucket: '../etc' }, 'bucket'],
    ['bucket.create', { bucket: 'mine', extra: '1' }, 'extra'],
    ['bucket.encryption.set', { bucket: 'mine', encryption: 'rot13' }, 'encryption'],
    ['object.put', { bucket: 'mine', object: '', text: '' }, 'object'],
    ['object.put', { bucket: 'mine', object: 'x', text: 'a'.repeat(65_537) }, 'text'],
    ['vault.seal', { force: 'yes' }, 'force'],
  ])('%s %o names the value and changes nothing', async (action, input, name) => {
    const run = await runningLab();
    const before = new Map(run.world.store.filesOf(LAB));
    const calls = await run.callsOf(async () => {
      const error = toSealabError(await act(run, action, input).catch((thrown: unknown) => thrown));
      expect(error.code).toBe('invalid-input');
      expect(error.message).toContain(name);
    });
    expect(calls).toEqual([]);
    expect(run.world.store.filesOf(LAB)).toEqual(before);
  });

  it('that there is not says which there are', async () => {
    const run = await runningLab();
    await expect(act(run, 'vault.explode')).rejects.toMatchObject({
      code: 'not-found',
      fix: expect.stringContaining('vault.seal'),
    });
  });
});

describe('an action that fails', () => {
  it('is in the command log with its error', async () => {
    const run = await runningLab();
    await act(run, 'key.create', { key: 'twice' });
    await expect(act(run, 'key.create', { key: 'twice' })).rejects.toMatchObject({ code: 'already-exists' });
    const [newest] = (await observeLab(run.ports, LAB, signal)).commandLog;
    expect(newest).toMatchObject({ title: 'Create a KES key', ok: false, error: { code: 'already-exists' } });
  });

  it('is not taken for done where the lab does not show it', async () => {
    const run = await runningLab();
    await act(run, 'bucket.create', { bucket: 'mine' });
    run.world.calls.hook = ({ name, when }) => {
      // Somebody else sets another key at the same time.
      if (name === 'objects.setEncryption' && when === 'after')
        run.world.minioOf(LAB).buckets.set('mine', { kind: 'sse-kms', keyName: 'other' });
    };
    await expect(
      act(run, 'bucket.encryption.set', { bucket: 'mine', encryption: 'sse-kms' }),
    ).rejects.toMatchObject({
      code: 'conflict',
      details: { evidence: ['default encryption of mine: sse-kms with other'] },
    });
  });

  it('is refused on a lab that is stopped, changed by another, or not there', async () => {
    const run = await runningLab();
    await run.down(LAB);
    await expect(act(run, 'bucket.create', { bucket: 'mine' })).rejects.toMatchObject({
      code: 'service-timeout',
    });
    {
      await using _lock = await run.world.store.lock(LAB, 'up');
      await expect(act(run, 'vault.seal')).rejects.toMatchObject({ code: 'busy' });
    }
    await expect(
      runAction(run.ports, { lab: 'other', action: 'vault.seal', input: {} }, quietly()),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(await run.world.store.lockOwner('other')).toBeUndefined();
  });
});
