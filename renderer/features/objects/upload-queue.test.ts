import { expect, test, vi } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { Client } from '#shared/protocol/client.ts';
import { memoryCarrierPair } from '#shared/protocol/memory-carrier.ts';
import { UploadQueue, type UploadSource, type UploadWanted } from './upload-queue.ts';

type Upload = Client['upload'];

/** A client whose uploads are taken by `take`, in place of a server. */
function clientWith(take: (key: string, options: Parameters<Upload>[2]) => Promise<void>): Client {
  const client = new Client(memoryCarrierPair().client);
  const upload: Upload = async (_name, input, options) => {
    await take(input.key, options);
    // oxlint-disable-next-line no-unsafe-type-assertion -- nobody looks at the result
    return { etag: 'etag', encryption: 'sse-s3' } as never;
  };
  return Object.assign(client, { upload });
}

function file(text: string): UploadSource {
  const bytes = new TextEncoder().encode(text);
  return {
    size: bytes.length,
    type: 'text/plain',
    slice: (start, end) => new Blob([bytes.slice(start, end)]),
  };
}

function wanted(key: string, text = 'hello'): UploadWanted {
  return {
    lab: 'first-lab',
    bucket: 'photos',
    key,
    file: file(text),
    encryption: { kind: 'bucket-default' },
  };
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += new TextDecoder().decode(chunk);
  return text;
}

const states = (queue: UploadQueue): readonly string[] => queue.uploads.map(({ state }) => state);

test('a file goes out whole, in chunks of at most a MiB', async () => {
  const queue = new UploadQueue();
  const sizes: number[] = [];
  queue.connect(
    clientWith(async (_key, { chunks }) => {
      for await (const chunk of chunks) sizes.push(chunk.length);
    }),
  );
  queue.add([wanted('a.txt', 'x'.repeat(2 ** 20 + 5))]);
  await vi.waitFor(() => expect(states(queue)).toEqual(['done']));
  expect(sizes).toEqual([2 ** 20, 5]);
  expect(queue.uploads[0]?.sentBytes).toBe(2 ** 20 + 5);
});

test('two run at a time, and the next one starts when one ends', async () => {
  const queue = new UploadQueue();
  const ends = new Map<string, () => void>();
  queue.connect(clientWith(async (key) => await new Promise((resolve) => ends.set(key, resolve))));
  queue.add([wanted('a'), wanted('b'), wanted('c')]);
  await vi.waitFor(() => expect(ends.size).toBe(2));
  expect(states(queue)).toEqual(['running', 'running', 'waiting']);
  ends.get('a')?.();
  await vi.waitFor(() => expect(states(queue)).toEqual(['done', 'running', 'running']));
});

test('a cancelled one is told so to the other side, and one that waits never starts', async () => {
  const queue = new UploadQueue();
  const started: string[] = [];
  queue.connect(
    clientWith(async (key, { signal }) => {
      started.push(key);
      await new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new SealabError('cancelled', 'Cancelled.'))),
      );
    }),
  );
  queue.add([wanted('a'), wanted('b'), wanted('c')]);
  await vi.waitFor(() => expect(started).toEqual(['a', 'b']));
  for (const { id } of queue.uploads.toReversed()) queue.cancel(id);
  await vi.waitFor(() => expect(states(queue)).toEqual(['cancelled', 'cancelled', 'cancelled']));
  expect(started).toEqual(['a', 'b']);
});

test('one that is refused keeps its reason, and the others go on', async () => {
  const queue = new UploadQueue();
  queue.connect(
    clientWith(async (key, { chunks }) => {
      await textOf(chunks);
      if (key === 'a') throw new SealabError('kes-error', 'KES does not answer.');
    }),
  );
  queue.add([wanted('a'), wanted('b')]);
  await vi.waitFor(() => expect(states(queue)).toEqual(['failed', 'done']));
  expect(queue.uploads[0]?.error?.message).toBe('KES does not answer.');
  queue.dismissEnded('photos');
  expect(queue.uploads).toEqual([]);
});

test('without a connection they wait, and start when it is there', async () => {
  const queue = new UploadQueue();
  queue.add([wanted('a')]);
  expect(states(queue)).toEqual(['waiting']);
  queue.connect(clientWith(async () => undefined));
  await vi.waitFor(() => expect(states(queue)).toEqual(['done']));
});
