import { describe, expect, it } from 'vitest';
import type { ObjectEncryption } from '#shared/contract/objects.ts';
import { toSealabError } from '#shared/errors.ts';
import { fromBase64 } from '../bytes.ts';
import { listSecrets, revealSecret } from '../labs/secret-views.ts';
import { observeLab } from '../labs/state.ts';
import { uploadObject } from '../objects/transfer.ts';
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
  ['object.rewrap', { bucket: 'mine', object: 'folder/secret.txt', encryption: 'sse-kms' }],
  ['object.encrypt', { bucket: 'mine', object: 'plain.txt', encryption: 'sse-s3' }],
  [
    'object.copy-onto-itself',
    { bucket: 'mine', object: 'plain.txt', encryption: 'sse-kms', key: 'second-key' },
  ],
  ['customer-key.create', { name: 'carol' }],
  ['customer-key.remove', { name: 'carol' }],
  ['bucket.create', { bucket: 'gone' }],
  ['bucket.versioning.set', { bucket: 'gone', versioning: 'enabled' }],
  ['object.put', { bucket: 'gone', object: 'a', text: 'a' }],
  ['object.delete', { bucket: 'gone', object: 'a' }],
  ['object.delete', { bucket: 'gone', object: 'a', version: 'null' }],
  ['object.delete', { bucket: 'gone', object: 'a', version: 'version-2' }],
  ['bucket.delete', { bucket: 'gone' }],
  ['vault.seal', {}],
  ['vault.unseal', {}],
];

async function runningLab(): Promise<FakeMachineRun> {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB });
  return run;
}

async function uploadText(
  run: FakeMachineRun,
  { key, encryption }: { readonly key: string; readonly encryption: ObjectEncryption },
): Promise<void> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1, 2, 3);
  }
  await uploadObject(
    run.ports,
    { lab: LAB, bucket: 'mine', key, sizeBytes: 3, encryption, chunks: chunks() },
    quietly(),
  );
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
      expect(id).toMatch(/^[a-z-]+(\.[a-z-]+)+$/);
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
    for (const command of view.commands) expect(command).toMatch(/^(vault|kes|mc|printf|sealab) /);
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
    expect(objects.get('mine/plain.txt')?.encryption).toEqual({ kind: 'sse-kms', keyName: 'second-key' });
    expect(objects.get('mine/folder/secret.txt')?.encryption).toEqual({ kind: 'sse-kms', keyName: 'my-key' });
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
    ['customer-key.create', { name: '../a' }, 'name'],
    ['object.copy-onto-itself', { bucket: 'mine', object: 'a', encryption: 'sse-c' }, 'customerKey'],
    [
      'object.rewrap',
      { bucket: 'mine', object: 'a', encryption: 'sse-c', customerKey: 'a' },
      'newCustomerKey',
    ],
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

describe('a customer key', () => {
  it('is kept, listed and revealed like any secret, and its file is where the terminal looks', async () => {
    const run = await runningLab();
    await act(run, 'customer-key.create', { name: 'carol' });
    const id = 'customer-key-carol';
    const { value } = await revealSecret(run.ports, LAB, id);
    expect(fromBase64(value)).toHaveLength(32);
    expect(run.world.store.filesOf(LAB).get('shell/customer-keys/carol')).toBe(value.replace('=', ''));
    await expect(act(run, 'customer-key.create', { name: 'carol' })).rejects.toMatchObject({
      code: 'already-exists',
    });
    const journal = String(run.world.store.filesOf(LAB).get('journal.ndjson'));
    expect(journal).not.toContain(value.slice(0, 40));
    await act(run, 'customer-key.remove', { name: 'carol' });
    expect((await listSecrets(run.ports, LAB)).map((secret) => secret.id)).not.toContain(id);
    expect([...run.world.store.filesOf(LAB).keys()]).not.toContain('shell/customer-keys/carol');
    await expect(act(run, 'customer-key.remove', { name: 'carol' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('opens what it locked, and is exchanged by a rewrap', async () => {
    const run = await runningLab();
    await act(run, 'bucket.create', { bucket: 'mine' });
    for (const name of ['old', 'new']) await act(run, 'customer-key.create', { name });
    const encryption = { kind: 'sse-c', customerKey: 'old' } as const;
    await uploadText(run, { key: 'a', encryption });
    await act(run, 'object.copy-onto-itself', {
      bucket: 'mine',
      object: 'a',
      encryption: 'sse-c',
      customerKey: 'old',
    });
    const rewrap = { bucket: 'mine', object: 'a', encryption: 'sse-c' };
    const { evidence } = await act(run, 'object.rewrap', {
      ...rewrap,
      customerKey: 'old',
      newCustomerKey: 'new',
    });
    expect(evidence).toBe('mine/a: sse-c, opened with new');
    await expect(
      act(run, 'object.rewrap', { ...rewrap, customerKey: 'old', newCustomerKey: 'new' }),
    ).rejects.toMatchObject({ code: 's3-error' });
    await expect(
      act(run, 'object.rewrap', { ...rewrap, customerKey: 'none', newCustomerKey: 'new' }),
    ).rejects.toMatchObject({ code: 'not-found', fix: expect.stringContaining('old, new') });
  });
});

describe('an action that has nothing to do', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['bucket.delete', { bucket: 'mine' }, 'conflict'],
    ['object.encrypt', { bucket: 'mine', object: 'a', encryption: 'sse-s3' }, 'conflict'],
    ['object.encrypt', { bucket: 'mine', object: 'none', encryption: 'sse-s3' }, 'not-found'],
    ['object.rewrap', { bucket: 'mine', object: 'none', encryption: 'sse-s3' }, 'not-found'],
  ])('%s %o is refused', async (action, input, code) => {
    const run = await runningLab();
    await act(run, 'bucket.create', { bucket: 'mine' });
    await uploadText(run, { key: 'a', encryption: { kind: 'sse-s3' } });
    await expect(act(run, action, input)).rejects.toMatchObject({ code });
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
