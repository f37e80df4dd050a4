import { expect, test, vi } from 'vitest';
import type { OutputOf } from '../contract/index.ts';
import type { Progress } from '../contract/progress.ts';
import { SealabError } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { Carrier } from './carrier.ts';
import { Client } from './client.ts';
import type { Handlers } from './handlers.ts';
import { memoryCarrierPair } from './memory-carrier.ts';
import { serve } from './serve.ts';

const about = { version: '1', homeFolder: '/h', cacheFolder: '/c', platform: 'test', pid: 1 };
const halfway: Progress = { title: 'Doctor', steps: [], fraction: 0.5, elapsedMs: 1 };

test('a query is answered by its handler, with the defaults of the contract filled in', async () => {
  const describe = vi.fn(async () => ({ id: 'x', title: 'X', commands: [] }));
  const { client } = connect({ 'actions.describe': describe });
  await expect(client.ask('actions.describe', { lab: 'one', action: 'x' })).resolves.toEqual({
    id: 'x',
    title: 'X',
    commands: [],
  });
  expect(describe).toHaveBeenCalledWith({ lab: 'one', action: 'x', input: {} }, expect.anything());
});

test('input that breaks the schema is refused with every complaint, and no handler runs', async () => {
  const plan = vi.fn();
  const { raw, frames } = connectRaw({ 'labs.plan': plan });
  raw.send({ type: 'request', id: 1, name: 'labs.plan', input: { name: '-', topology: 'ring' } });
  await vi.waitFor(() => expect(frames).toHaveLength(1));
  expect(frames[0]).toMatchObject({
    type: 'failure',
    id: 1,
    error: { code: 'invalid-input', details: { request: 'labs.plan' }, fix: expect.any(String) },
  });
  expect(JSON.stringify(frames[0])).toMatch(/name: A lab name.*topology: /);
  expect(plan).not.toHaveBeenCalled();
});

test.each(['labs.nope', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'the unknown name “%s” is answered with a protocol error, and the connection stays',
  async (name) => {
    const { raw, frames } = connectRaw({ 'system.about': async () => about });
    raw.send({ type: 'request', id: 1, name, input: {} });
    raw.send({ type: 'request', id: 2, name: 'system.about', input: {} });
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    expect(frames).toEqual([
      expect.objectContaining({
        type: 'failure',
        id: 1,
        error: expect.objectContaining({ code: 'protocol' }),
      }),
      { type: 'result', id: 2, ok: true, value: about },
    ]);
  },
);

test.each([
  ['no object', 'hello'],
  ['null', null],
  ['a list', []],
  ['an unknown type', { type: 'shout', id: 1 }],
  ['a negative id', { type: 'cancel', id: -1 }],
  ['an id that is no number', { type: 'cancel', id: '1' }],
  ['a field too many', { type: 'cancel', id: 1, extra: true }],
  ['endless credit', { type: 'credit', id: 1, count: 1e9 }],
  ['a server frame', { type: 'result', id: 1, ok: true, value: 1 }],
])('a frame that is %s closes the connection without an answer', async (_what, frame) => {
  const { raw, frames } = connectRaw({});
  const closed = vi.fn();
  raw.onClose(closed);
  raw.send(frame);
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(frames).toEqual([]);
});

test('a second request with the id of a running one closes the connection', async () => {
  const { raw } = connectRaw({ 'labs.status': (_input, { signal }) => untilAborted(signal) });
  const closed = vi.fn();
  raw.onClose(closed);
  raw.send({ type: 'request', id: 1, name: 'labs.status', input: { name: 'one' } });
  raw.send({ type: 'request', id: 1, name: 'labs.status', input: { name: 'one' } });
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
});

test('an operation reports its progress and then its result', async () => {
  const { client } = connect({
    'system.doctor': async (_input, { report }) => {
      report(halfway);
      report({ ...halfway, fraction: 1 });
      return { findings: [] };
    },
  });
  const fractions: number[] = [];
  const result = await client.run(
    'system.doctor',
    {},
    { onProgress: (progress) => fractions.push(progress.fraction) },
  );
  expect({ result, fractions }).toEqual({ result: { findings: [] }, fractions: [0.5, 1] });
});

test('cancel aborts the handler and ends the call with cancelled', async () => {
  const controller = new AbortController();
  const { client } = connect({
    'system.doctor': (_input, { signal, report }) => {
      report(halfway);
      return untilAborted(signal);
    },
  });
  const run = client.run(
    'system.doctor',
    {},
    { signal: controller.signal, onProgress: () => controller.abort() },
  );
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
});

test('a signal that is aborted already sends nothing', async () => {
  const handler = vi.fn(async () => about);
  const { client } = connect({ 'system.about': handler });
  await expect(client.ask('system.about', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  await settled();
  expect(handler).not.toHaveBeenCalled();
});

test('a closed carrier aborts queries, feeds and streams, but an operation runs to its end', async () => {
  const aborted: string[] = [];
  const started: string[] = [];
  let end: () => void = () => {};
  const outcome = vi.fn();
  const follow =
    (name: string) =>
    (_input: unknown, { signal }: { readonly signal: AbortSignal }) => {
      started.push(name);
      return untilAborted(signal).catch((error: unknown) => {
        aborted.push(name);
        throw error;
      });
    };
  const { client } = connect({
    'labs.status': follow('query'),
    'labs.changed': follow('feed'),
    'events.follow': follow('stream'),
    'system.doctor': async (_input, { signal, report }) => {
      started.push('operation');
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      report(halfway);
      outcome(signal.aborted);
      return { findings: [] };
    },
  });
  const never = new AbortController().signal;
  const calls = Promise.allSettled([
    client.ask('labs.status', { name: 'one' }),
    client.follow('labs.changed', {}, { signal: never, onValue: () => {} }),
    client.read('events.follow', { lab: 'one' }, { signal: never, onChunk: () => {} }),
    client.run('system.doctor', {}),
  ]);
  await vi.waitFor(() => expect(started).toHaveLength(4));
  client.close();
  await vi.waitFor(() => expect(aborted.toSorted()).toEqual(['feed', 'query', 'stream']));
  end();
  await vi.waitFor(() => expect(outcome).toHaveBeenCalledExactlyOnceWith(false));
  const codes = (await calls).map((call) => call.status === 'rejected' && call.reason.code);
  expect(codes).toEqual(['protocol', 'protocol', 'protocol', 'protocol']);
});

test('calls after the close fail at once and say what to do', async () => {
  const { client } = connect({});
  client.close();
  await expect(client.ask('system.about', {})).rejects.toMatchObject({
    code: 'protocol',
    fix: expect.stringContaining('npm start'),
  });
});

test('a feed gives each snapshot, and nothing after its signal is aborted', async () => {
  let publish: (value: OutputOf<'labs.changed'>) => void = () => {};
  const { client } = connect({
    'labs.changed': (_input, context) => {
      publish = context.publish;
      publish([]);
      return untilAborted(context.signal);
    },
  });
  const controller = new AbortController();
  const seen: number[] = [];
  const following = client.follow(
    'labs.changed',
    {},
    { signal: controller.signal, onValue: (list) => seen.push(list.length) },
  );
  await vi.waitFor(() => expect(seen).toEqual([0]));
  publish([{ name: 'one', status: 'running' }]);
  await vi.waitFor(() => expect(seen).toEqual([0, 1]));
  publish([]);
  controller.abort();
  await expect(following).rejects.toMatchObject({ code: 'cancelled' });
  expect(seen).toEqual([0, 1]);
});

test('a feed whose listener throws is cancelled on the other side', async () => {
  const aborted = vi.fn();
  const { client } = connect({
    'labs.changed': (_input, { publish, signal }) => {
      signal.addEventListener('abort', aborted);
      publish([]);
      return untilAborted(signal);
    },
  });
  const following = client.follow(
    'labs.changed',
    {},
    {
      signal: new AbortController().signal,
      onValue: () => {
        throw new Error('broken screen');
      },
    },
  );
  await expect(following).rejects.toThrow('broken screen');
  await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce());
});

test('a stream keeps its order, never overruns the credit, and ends', async () => {
  const total = 1000;
  let underWay = 0;
  let most = 0;
  const { client } = connect({
    'events.follow': async (_input, { write }) => {
      for (let index = 0; index < total; index += 1) {
        await write([labEvent(String(index))]);
        underWay += 1;
        most = Math.max(most, underWay);
      }
    },
  });
  const texts: string[] = [];
  const sequences: number[] = [];
  await client.read(
    'events.follow',
    { lab: 'one' },
    {
      signal: new AbortController().signal,
      onChunk: ([event], sequence) => {
        underWay -= 1;
        texts.push(event?.text ?? '');
        sequences.push(sequence);
      },
    },
  );
  const expected = Array.from({ length: total }, (_, index) => index);
  expect({ texts, sequences }).toEqual({ texts: expected.map(String), sequences: expected });
  expect(most).toBeLessThanOrEqual(32);
});

test('a stream gives nothing after its signal is aborted, though more is under way', async () => {
  const { client: end, server: raw } = memoryCarrierPair();
  const controller = new AbortController();
  const sequences: number[] = [];
  const reading = new Client(end).read(
    'events.follow',
    { lab: 'one' },
    {
      signal: controller.signal,
      onChunk: (_chunk, sequence) => {
        sequences.push(sequence);
        if (sequence === 1) controller.abort();
      },
    },
  );
  for (const sequence of [0, 1, 2, 3]) raw.send({ type: 'chunk', id: 0, sequence, value: [] });
  raw.send({ type: 'result', id: 0, ok: true, value: null });
  await reading;
  expect(sequences).toEqual([0, 1]);
});

test('a stream without credit sends nothing, and as much as it is given afterwards', async () => {
  const { raw, frames } = connectRaw({
    'events.follow': async (_input, { write }) => {
      for (;;) await write([]);
    },
  });
  raw.send({ type: 'request', id: 1, name: 'events.follow', input: { lab: 'one' } });
  await settled();
  expect(frames).toEqual([]);
  raw.send({ type: 'credit', id: 1, count: 3 });
  await settled();
  expect(frames).toHaveLength(3);
  raw.send({ type: 'cancel', id: 1 });
  await vi.waitFor(() =>
    expect(frames.at(-1)).toMatchObject({ type: 'failure', error: { code: 'cancelled' } }),
  );
});

test('a stream resumes from a number: the handler hears it and the chunks go on from it', async () => {
  const { client } = connect({
    'events.follow': async (_input, { from, write }) => {
      for (let index = from; index < 5; index += 1) await write([labEvent(String(index))]);
    },
  });
  const got: string[] = [];
  await client.read(
    'events.follow',
    { lab: 'one' },
    {
      signal: new AbortController().signal,
      from: 3,
      onChunk: ([event], sequence) => got.push(`${sequence}=${event?.text}`),
    },
  );
  expect(got).toEqual(['3=3', '4=4']);
});

test('an error arrives with its code, message, fix and details, and without its cause', async () => {
  const { client } = connect({
    'labs.status': async () => {
      throw new SealabError('vault-sealed', 'Vault of “one” is sealed.', {
        fix: 'Unseal it.',
        details: { evidence: ['sealed: true'], shares: 5, isSealed: true, url: 'https://127.0.0.1:1' },
        cause: new Error('stack of somebody else'),
      });
    },
  });
  const error: unknown = await client.ask('labs.status', { name: 'one' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SealabError);
  expect(error).toMatchObject({
    code: 'vault-sealed',
    message: 'Vault of “one” is sealed.',
    fix: 'Unseal it.',
    details: { evidence: ['sealed: true'], shares: 5, isSealed: true, url: 'https://127.0.0.1:1' },
  });
  expect(error).not.toHaveProperty('cause');
});

test.each([
  ['a plain error', new Error('disk on fire'), 'disk on fire'],
  ['a string', 'disk on fire', 'disk on fire'],
  ['nothing', undefined, 'undefined'],
  ['an object that has no text', Object.create(null), 'Something inside Sealab failed'],
])('a handler that throws %s fails as internal', async (_what, thrown, text) => {
  const { client } = connect({
    'labs.status': async () => {
      throw thrown;
    },
  });
  await expect(client.ask('labs.status', { name: 'one' })).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining(text),
  });
});

test('a handler that throws before its promise fails the call, not the server', async () => {
  const { client } = connect({
    'labs.status': () => {
      throw new SealabError('not-found', 'There is no lab “one”.');
    },
  });
  await expect(client.ask('labs.status', { name: 'one' })).rejects.toMatchObject({ code: 'not-found' });
});

test('an answer that has no JSON form fails the call, not the server', async () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  const handlers: Record<string, unknown> = {
    'labs.list': async () => cycle,
    'system.about': async () => about,
  };
  const { client } = connect(handlers);
  await expect(client.ask('labs.list', {})).rejects.toMatchObject({ code: 'internal' });
  await expect(client.ask('system.about', {})).resolves.toEqual(about);
});

test('a Secret in an answer, an event or an error never crosses', async () => {
  const secret = new Secret('hunter2');
  const { raw, frames } = connectRaw({
    'labs.list': async () => [secret],
    'labs.changed': async (_input: unknown, { publish }: { publish: (value: unknown) => void }) =>
      publish({ secret }),
    'labs.status': async () => {
      throw new SealabError('vault-error', `Token ${String(secret)} is refused.`);
    },
  });
  raw.send({ type: 'request', id: 1, name: 'labs.list', input: {} });
  raw.send({ type: 'request', id: 2, name: 'labs.changed', input: {} });
  raw.send({ type: 'request', id: 3, name: 'labs.status', input: { name: 'one' } });
  await vi.waitFor(() => expect(frames).toHaveLength(4));
  const text = JSON.stringify(frames);
  expect(text).not.toContain('hunter2');
  expect(text.match(/\[secret\]/g)).toHaveLength(3);
});

test('an answer that does not fit the contract is a protocol error', async () => {
  const { client } = connect({ 'system.about': async () => ({ version: 1 }) });
  await expect(client.ask('system.about', {})).rejects.toMatchObject({ code: 'protocol' });
});

test('a broken frame for a running call fails that call and cancels it on the other side', async () => {
  const { client: end, server: raw } = memoryCarrierPair();
  const client = new Client(end);
  const got: unknown[] = [];
  raw.onFrame((frame) => got.push(frame));
  const run = client.run('system.doctor', {});
  raw.send({ type: 'progress', id: 0, progress: { ...halfway, fraction: 7 } });
  await expect(run).rejects.toMatchObject({ code: 'protocol', fix: expect.any(String) });
  await vi.waitFor(() => expect(got.at(-1)).toEqual({ type: 'cancel', id: 0 }));
});

test.each([
  ['no frame at all', 42],
  ['an unknown type', { type: 'shout' }],
  ['null', null],
])('a server that sends %s is left, and every open call fails', async (_what, frame) => {
  const { client: end, server: raw } = memoryCarrierPair();
  const client = new Client(end);
  const closed = vi.fn();
  raw.onClose(closed);
  const asked = client.ask('system.about', {});
  raw.send(frame);
  await expect(asked).rejects.toMatchObject({ code: 'protocol' });
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
});

test('a client on a carrier that is closed already fails its calls', async () => {
  const { client: end } = memoryCarrierPair();
  end.close();
  await expect(new Client(end).ask('system.about', {})).rejects.toMatchObject({ code: 'protocol' });
});

/** Handlers that a test gives; any other entry fails the call that names it. */
function stub(handlers: Partial<Handlers> | Record<string, unknown>): Handlers {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the entries that are left out are never asked for
  return handlers as Handlers;
}

function connect(handlers: Partial<Handlers> | Record<string, unknown>): { readonly client: Client } {
  const { client, server } = memoryCarrierPair();
  serve(server, stub(handlers));
  return { client: new Client(client) };
}

function connectRaw(handlers: Partial<Handlers> | Record<string, unknown>): {
  readonly raw: Carrier;
  readonly frames: unknown[];
} {
  const { client, server } = memoryCarrierPair();
  serve(server, stub(handlers));
  const frames: unknown[] = [];
  client.onFrame((frame) => frames.push(frame));
  return { raw: client, frames };
}

function labEvent(text: string): OutputOf<'events.follow'>[number] {
  return { at: '2026-01-01T00:00:00Z', source: 'log', service: 'kes', text, level: 'info', heartbeat: false };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new SealabError('cancelled', 'Cancelled.')), {
      once: true,
    });
  });
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
