import { describe, expect, it } from 'vitest';
import type { ServiceSpec, StartIntent } from '../ports/engine.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeEngine } from './fake-engine.ts';
import { FakeLabStore } from './fake-lab-store.ts';

const spec: ServiceSpec = {
  lab: 'demo',
  service: 'vault',
  program: { component: 'vault', version: '1', reference: '/bin/vault' },
  args: ['server'],
  environment: {},
  files: [],
  volumes: [],
  ports: [],
  aliases: [],
};
async function intentOf(engine: FakeEngine): Promise<StartIntent> {
  const moment = await engine.moment();
  return { id: 'i', lab: 'demo', service: 'vault', reference: '/bin/vault', args: ['server'], moment };
}

describe('the fake engine', () => {
  it('fails before or after the effect of a named call', async () => {
    const boom = (name: string): void => {
      if (name === 'start') throw new Error('boom');
    };
    const context = { signal: new AbortController().signal, report: () => undefined };
    const before = new FakeEngine({ onCall: boom });
    await expect(before.start(spec, await intentOf(before), context)).rejects.toThrow('boom');
    expect(before.running()).toEqual([]);
    const after = new FakeEngine({ afterCall: boom });
    await expect(after.start(spec, await intentOf(after), context)).rejects.toThrow('boom');
    expect(after.running()).toEqual(['demo/vault']);
    expect(after.calls).toEqual(['start demo/vault']);
  });

  it.each(['onCall', 'afterCall'] as const)(
    'can be cancelled while %s hangs, and then runs nothing',
    async (hook) => {
      const engine = new FakeEngine({ [hook]: () => new Promise(() => undefined) });
      const controller = new AbortController();
      const starting = engine.start(spec, await intentOf(engine), {
        signal: controller.signal,
        report: () => undefined,
      });
      setTimeout(() => controller.abort(), 5);
      await expect(starting).rejects.toMatchObject({ code: 'cancelled' });
      expect(engine.running()).toEqual([]);
    },
  );
});

describe('the fake store', () => {
  it('keeps the rules of the real one', async () => {
    const store = new FakeLabStore();
    const folder = await store.create('demo');
    await expect(store.create('demo')).rejects.toMatchObject({ code: 'already-exists' });
    await folder.write('certs/ca.crt', 'x');
    await folder.write('journal.jsonl', 'whole\ntor');
    await folder.append('journal.jsonl', 'next');
    expect(await folder.read('journal.jsonl')).toBe('whole\nnext\n');
    expect(await folder.list('')).toEqual(['certs', 'journal.jsonl']);
    expect(await folder.list('certs')).toEqual(['ca.crt']);
    await expect(folder.read('../x')).rejects.toMatchObject({ code: 'invalid-input' });
    await folder.remove('certs');
    expect(await folder.read('certs/ca.crt')).toBeUndefined();
    await store.destroy('demo');
    expect(await folder.exists()).toBe(false);
  });

  it('locks until the lock is disposed or its owner dies', async () => {
    const store = new FakeLabStore();
    const lock = await store.lock('demo', 'up');
    await expect(store.lock('demo', 'down')).rejects.toMatchObject({ code: 'busy' });
    store.ownerDied();
    await store.lock('demo', 'down');
    await lock[Symbol.asyncDispose]();
    expect((await store.lockOwner('demo'))?.purpose).toBe('down');
  });
});

describe('the fake clock', () => {
  it('moves by every sleep and stops one that never ends', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    await clock.sleep(1500, signal);
    expect(clock.now().toISOString()).toBe('2026-11-21T10:00:01.500Z');
    expect(clock.monotonicMs()).toBe(1500);
    await expect(clock.sleep(1, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    const forEver = async (): Promise<never> => {
      for (;;) await clock.sleep(10, signal);
    };
    await expect(forEver()).rejects.toThrow('waits for ever');
  });
});
