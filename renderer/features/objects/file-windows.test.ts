import { expect, test, vi } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { Client } from '#shared/protocol/client.ts';
import { memoryCarrierPair } from '#shared/protocol/memory-carrier.ts';
import { FileWindows } from './file-windows.ts';
import { WINDOW_BYTES } from './hex-lines.ts';

const FILE = { lab: 'first-lab', bucket: 'photos', key: 'a', drive: 'd1', path: 'photos/a/xl.meta' };

/** A client whose windows are answered by `answer`, in place of a server. */
function clientWith(answer: (offset: number) => Promise<void>): { client: Client; asked: number[] } {
  const asked: number[] = [];
  const ask = async (_name: string, { offset }: { offset: number }) => {
    asked.push(offset);
    await answer(offset);
    const region = { offset, length: WINDOW_BYTES, kind: 'ciphertext', label: '', meaning: '', check: 'ok' };
    return { sizeBytes: 0, offset, bytes: new Uint8Array([1]), regions: [region] };
  };
  return { client: Object.assign(new Client(memoryCarrierPair().client), { ask }), asked };
}

const at = (index: number): number => index * WINDOW_BYTES;

test('a window is read once, however often it is in sight', async () => {
  const { client, asked } = clientWith(async () => undefined);
  const file = new FileWindows(FILE);
  file.connect(client);
  file.need([at(0), at(1)]);
  file.need([at(0), at(1)]);
  await vi.waitFor(() => expect(file.content.windows.size).toBe(2));
  file.need([at(0)]);
  expect(asked).toEqual([at(0), at(1)]);
  expect(file.content.regions.map(({ offset }) => offset)).toEqual([at(0), at(1)]);
});

test('what was scrolled past is not read after what is in sight now', async () => {
  const ends = new Map<number, () => void>();
  const { client, asked } = clientWith(
    async (offset) => await new Promise((resolve) => ends.set(offset, resolve)),
  );
  const file = new FileWindows(FILE);
  file.connect(client);
  file.need([0, 1, 2, 3, 4, 5].map(at));
  file.need([at(90)]);
  expect(asked).toEqual([0, 1, 2, 3].map(at));
  ends.get(at(0))?.();
  await vi.waitFor(() => expect(asked).toEqual([0, 1, 2, 3, 90].map(at)));
});

test('a failure is told, and asked for again only on request', async () => {
  let isBroken = true;
  const { client, asked } = clientWith(async () => {
    if (isBroken) throw new SealabError('service-timeout', 'The drive does not answer.');
  });
  const file = new FileWindows(FILE);
  file.connect(client);
  file.need([at(0)]);
  await vi.waitFor(() => expect(file.content.error?.message).toBe('The drive does not answer.'));
  file.need([at(0)]);
  expect(asked).toHaveLength(1);
  isBroken = false;
  file.retry();
  await vi.waitFor(() => expect(file.content.windows.size).toBe(1));
  expect(file.content.error).toBeUndefined();
});

test('a new connection reads what the lost one did not', async () => {
  const lost = clientWith(async () => await new Promise(() => undefined));
  const file = new FileWindows(FILE);
  file.connect(lost.client);
  file.need([at(0)]);
  const next = clientWith(async () => undefined);
  file.connect(next.client);
  await vi.waitFor(() => expect(file.content.windows.size).toBe(1));
});
