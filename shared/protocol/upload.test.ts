import { describe, expect, test, vi } from 'vitest';
import { SealabError } from '../errors.ts';
import type { Carrier } from './carrier.ts';
import { Client } from './client.ts';
import type { Handlers, UploadContext } from './handlers.ts';
import { memoryCarrierPair } from './memory-carrier.ts';
import { serve } from './serve.ts';

const NAME = 'objects.upload';
const input = {
  lab: 'one',
  bucket: 'mine',
  key: 'a.bin',
  sizeBytes: 3,
  encryption: { kind: 'sse-s3' },
} as const;
const outcome = { etag: 'e', encryption: 'sse-s3' } as const;

type Upload = (context: UploadContext<Uint8Array>) => Promise<typeof outcome>;

describe('an upload', () => {
  test('gives the handler every chunk in order, then the caller its result', async () => {
    const got: number[] = [];
    const { client } = connect(async ({ chunks }) => {
      for await (const chunk of chunks) got.push(...chunk);
      return outcome;
    });
    const sent = Array.from({ length: 100 }, (_, index) => index);
    await expect(client.upload(NAME, input, { chunks: chunksOf(sent) })).resolves.toEqual(outcome);
    expect(got).toEqual(sent);
  });

  test('of nothing is an upload too', async () => {
    const { client } = connect(async ({ chunks }) => {
      for await (const _ of chunks) throw new Error('There is none.');
      return outcome;
    });
    await expect(client.upload(NAME, input, { chunks: chunksOf([]) })).resolves.toEqual(outcome);
  });

  test('tells its progress', async () => {
    const { client } = connect(async ({ chunks, report }) => {
      for await (const [value = 0] of chunks) {
        report({ title: 'Upload', steps: [], fraction: value / 4, elapsedMs: 1 });
      }
      return outcome;
    });
    const fractions: number[] = [];
    await client.upload(NAME, input, {
      chunks: chunksOf([1, 2, 4]),
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    expect(fractions).toEqual([0.25, 0.5, 1]);
  });

  test('never has more under way than the handler has room for', async () => {
    let taken = 0;
    let made = 0;
    let most = 0;
    const { client } = connect(async ({ chunks }) => {
      for await (const _ of chunks) {
        await settled(1);
        taken += 1;
      }
      return outcome;
    });
    async function* source(): AsyncGenerator<Uint8Array, void, void> {
      for (; made < 60; made += 1) {
        most = Math.max(most, made - taken);
        yield Uint8Array.of(made);
      }
    }
    await client.upload(NAME, input, { chunks: source() });
    expect(taken).toBe(60);
    // Eight that wait, one that the handler holds, one that waits for credit.
    expect(most).toBeGreaterThan(4);
    expect(most).toBeLessThanOrEqual(10);
  });

  test('whose handler ends early stops the sender and lets its source go', async () => {
    const source = endless();
    const { client } = connect(async ({ chunks }) => {
      for await (const [value = 0] of chunks) if (value === 3) break;
      return outcome;
    });
    await expect(client.upload(NAME, input, { chunks: source.chunks })).resolves.toEqual(outcome);
    await vi.waitFor(() => expect(source.isLeft()).toBe(true));
    const made = source.made();
    await settled();
    expect(source.made()).toBe(made);
  });

  test('whose handler fails gives the caller that error', async () => {
    const source = endless();
    const { client } = connect(async () => {
      throw new SealabError('disk-full', 'The drives are full.');
    });
    await expect(client.upload(NAME, input, { chunks: source.chunks })).rejects.toMatchObject({
      code: 'disk-full',
    });
    await vi.waitFor(() => expect(source.isLeft()).toBe(true));
  });

  test('that the caller cancels ends the handler’s chunks with cancelled', async () => {
    const controller = new AbortController();
    const source = endless();
    const seen = vi.fn();
    const { client } = connect(async ({ chunks }) => {
      try {
        for await (const [value = 0] of chunks) if (value === 5) controller.abort();
      } catch (thrown) {
        seen(thrown);
        throw thrown;
      }
      return outcome;
    });
    const upload = client.upload(NAME, input, { chunks: source.chunks, signal: controller.signal });
    await expect(upload).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'cancelled' }));
    await vi.waitFor(() => expect(source.isLeft()).toBe(true));
  });

  test('whose source breaks is cancelled on the other side, and the caller gets that error', async () => {
    const aborted = vi.fn();
    const { client } = connect(async ({ chunks, signal }) => {
      signal.addEventListener('abort', aborted);
      for await (const _ of chunks);
      return outcome;
    });
    async function* source(): AsyncGenerator<Uint8Array, void, void> {
      yield Uint8Array.of(1);
      throw new Error('The file is gone.');
    }
    await expect(client.upload(NAME, input, { chunks: source() })).rejects.toThrow('The file is gone.');
    await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce());
  });

  test('ends on both sides when the connection goes', async () => {
    const aborted = vi.fn();
    const source = endless();
    const { client } = connect(async ({ chunks }) => {
      try {
        for await (const [value = 0] of chunks) if (value === 2) client.close();
      } catch (thrown) {
        aborted(thrown);
      }
      return outcome;
    });
    await expect(client.upload(NAME, input, { chunks: source.chunks })).rejects.toMatchObject({
      code: 'protocol',
    });
    await vi.waitFor(() =>
      expect(aborted).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'cancelled' })),
    );
    await vi.waitFor(() => expect(source.isLeft()).toBe(true));
  });
});

describe('an upload from a peer that speaks otherwise', () => {
  test.each([
    ['a chunk out of turn', [{ type: 'chunk', id: 1, sequence: 1, value: Uint8Array.of(1) }]],
    [
      'a chunk twice',
      [
        { type: 'chunk', id: 1, sequence: 0, value: Uint8Array.of(1) },
        { type: 'chunk', id: 1, sequence: 0, value: Uint8Array.of(1) },
      ],
    ],
    [
      'more chunks than there is room for',
      Array.from({ length: 9 }, (_, sequence) => ({
        type: 'chunk',
        id: 1,
        sequence,
        value: Uint8Array.of(1),
      })),
    ],
    [
      'a chunk after the end',
      [
        { type: 'end', id: 1 },
        { type: 'chunk', id: 1, sequence: 0, value: Uint8Array.of(1) },
      ],
    ],
    [
      'two ends',
      [
        { type: 'end', id: 1 },
        { type: 'end', id: 1 },
      ],
    ],
  ])('fails with protocol on %s, and its handler is aborted', async (_what, sent) => {
    const aborted = vi.fn();
    const { raw, frames } = connectRaw(async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      aborted();
      throw new SealabError('cancelled', 'Cancelled.');
    });
    raw.send({ type: 'request', id: 1, name: NAME, input });
    for (const frame of sent) raw.send(frame);
    await vi.waitFor(() =>
      expect(frames.at(-1)).toMatchObject({ type: 'failure', id: 1, error: { code: 'protocol' } }),
    );
    expect(aborted).toHaveBeenCalledOnce();
    expect(frames[0]).toEqual({ type: 'credit', id: 1, count: 8 });
  });

  test('fails with invalid-input on a chunk that is no bytes', async () => {
    const { raw, frames } = connectRaw(async ({ chunks }) => {
      for await (const _ of chunks);
      return outcome;
    });
    raw.send({ type: 'request', id: 1, name: NAME, input });
    raw.send({ type: 'chunk', id: 1, sequence: 0, value: 'text' });
    await vi.waitFor(() =>
      expect(frames.at(-1)).toMatchObject({ type: 'failure', id: 1, error: { code: 'invalid-input' } }),
    );
  });

  test('leaves a chunk that comes after the result, which was under way', async () => {
    const { raw, frames } = connectRaw(async () => outcome);
    raw.send({ type: 'request', id: 1, name: NAME, input });
    await vi.waitFor(() => expect(frames.at(-1)).toMatchObject({ type: 'result', id: 1 }));
    const closed = vi.fn();
    raw.onClose(closed);
    raw.send({ type: 'chunk', id: 1, sequence: 0, value: Uint8Array.of(1) });
    raw.send({ type: 'end', id: 1 });
    await settled();
    expect(closed).not.toHaveBeenCalled();
  });

  test.each([
    { type: 'chunk', id: 1, sequence: 0, value: Uint8Array.of(1) },
    { type: 'end', id: 1 },
  ])('closes the connection on $type for a call that is no upload', async (frame) => {
    const { raw } = connectRaw(async () => outcome);
    const closed = vi.fn();
    raw.onClose(closed);
    raw.send({ type: 'request', id: 1, name: 'labs.status', input: { name: 'one' } });
    raw.send(frame);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });
});

test('a stream of bytes arrives as bytes, and a slow reader gets no more than it takes', async () => {
  let written = 0;
  const { client: end, server } = memoryCarrierPair();
  serve(
    server,
    stub({
      'objects.download': async (
        _input: unknown,
        { write }: { write: (chunk: Uint8Array) => Promise<void> },
      ) => {
        for (; written < 100; written += 1) await write(Uint8Array.of(written));
      },
    }),
  );
  const got: number[] = [];
  let most = 0;
  await new Client(end).read(
    'objects.download',
    { lab: 'one', bucket: 'mine', key: 'a' },
    {
      signal: new AbortController().signal,
      onChunk: async (chunk) => {
        await settled(1);
        most = Math.max(most, written - got.length);
        got.push(...chunk);
      },
    },
  );
  expect(got).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(most).toBeLessThanOrEqual(48);
});

test('a reader whose writing fails cancels the stream and throws that', async () => {
  const aborted = vi.fn();
  const { client: end, server } = memoryCarrierPair();
  serve(
    server,
    stub({
      'objects.download': async (
        _input: unknown,
        { write, signal }: { write: (chunk: Uint8Array) => Promise<void>; signal: AbortSignal },
      ) => {
        signal.addEventListener('abort', aborted);
        for (;;) await write(Uint8Array.of(1));
      },
    }),
  );
  const reading = new Client(end).read(
    'objects.download',
    { lab: 'one', bucket: 'mine', key: 'a' },
    { signal: new AbortController().signal, onChunk: async () => Promise.reject(new Error('disk full')) },
  );
  await expect(reading).rejects.toThrow('disk full');
  await vi.waitFor(() => expect(aborted).toHaveBeenCalled());
});

function stub(handlers: Record<string, unknown>): Handlers {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the entries that are left out are never asked for
  return handlers as unknown as Handlers;
}

function handlersOf(upload: Upload): Handlers {
  return stub({
    [NAME]: async (_input: unknown, context: UploadContext<Uint8Array>) => await upload(context),
    'labs.status': async (_input: unknown, { signal }: { readonly signal: AbortSignal }) =>
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
  });
}

function connect(upload: Upload): { readonly client: Client } {
  const { client, server } = memoryCarrierPair();
  serve(server, handlersOf(upload));
  return { client: new Client(client) };
}

function connectRaw(upload: Upload): { readonly raw: Carrier; readonly frames: unknown[] } {
  const { client, server } = memoryCarrierPair();
  serve(server, handlersOf(upload));
  const frames: unknown[] = [];
  client.onFrame((frame) => frames.push(frame));
  return { raw: client, frames };
}

async function* chunksOf(values: readonly number[]): AsyncGenerator<Uint8Array, void, void> {
  for (const value of values) yield Uint8Array.of(value);
}

/** Chunks without end, and whether somebody still takes them. */
function endless(): {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly made: () => number;
  readonly isLeft: () => boolean;
} {
  let made = 0;
  let isLeft = false;
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    try {
      for (;;) {
        yield Uint8Array.of(made % 256);
        made += 1;
      }
    } finally {
      isLeft = true;
    }
  }
  return { chunks: chunks(), made: () => made, isLeft: () => isLeft };
}

function settled(delayMs = 20): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
