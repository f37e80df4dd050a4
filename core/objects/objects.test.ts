import { describe, expect, it, vi } from 'vitest';
import type { OutputOf } from '#shared/contract/index.ts';
import type { ObjectEncryption } from '#shared/contract/objects.ts';
import { Client } from '#shared/protocol/client.ts';
import { memoryCarrierPair } from '#shared/protocol/memory-carrier.ts';
import { serve } from '#shared/protocol/serve.ts';
import { createHandlers } from '../handlers/handlers.ts';
import { JOURNAL_FILE } from '../labs/journal.ts';
import { OperationLog } from '../operations.ts';
import { FakeOutputFiles } from '../testing/fake-output-files.ts';
import { FakeMachineRun } from '../testing/fake-runs.ts';
import { clientView } from './client-view.ts';
import { rechunk } from './rechunk.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';
const PLACE = { lab: LAB, bucket: 'mine', key: 'folder/a b.txt' };
const { signal } = new AbortController();

interface Running {
  readonly run: FakeMachineRun;
  readonly client: Client;
}

/** A lab with the bucket `mine`, and a client as the window has one. */
async function running(): Promise<Running> {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB });
  const shell = { version: '1', homeFolder: '/h', cacheFolder: '/c', platform: 'test', pid: 1, path: '' };
  const handlers = createHandlers(run.ports, new OperationLog(run.ports.clock), {
    ...shell,
    command: 'sealab',
    systemCaPem: async () => '',
  });
  const { client, server } = memoryCarrierPair();
  serve(server, handlers);
  const made = { run, client: new Client(client) };
  await act(made, 'bucket.create', { bucket: 'mine' });
  return made;
}

async function act({ client }: Running, action: string, input: Record<string, string>): Promise<void> {
  await client.run('actions.run', { lab: LAB, action, input });
}

async function upload(
  { client }: Running,
  body: Uint8Array,
  {
    key = PLACE.key,
    encryption = { kind: 'bucket-default' },
  }: { key?: string; encryption?: ObjectEncryption } = {},
): Promise<OutputOf<'objects.upload'>> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < body.length; at += 70_000) yield body.subarray(at, at + 70_000);
  }
  return await client.upload(
    'objects.upload',
    { ...PLACE, key, sizeBytes: body.length, contentType: 'text/plain', encryption },
    { chunks: chunks() },
  );
}

async function download({ client }: Running, customerKey?: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const input = customerKey === undefined ? PLACE : { ...PLACE, customerKey };
  await client.read('objects.download', input, { signal, onChunk: (chunk) => void chunks.push(chunk) });
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

const body = Uint8Array.from({ length: 600_000 }, (_, index) => index % 251);

describe('an object', () => {
  it('that is uploaded is listed, described and downloaded as it was', async () => {
    const lab = await running();
    expect(await upload(lab, body, { encryption: { kind: 'sse-s3' } })).toMatchObject({
      encryption: 'sse-s3',
    });
    expect(await lab.client.ask('objects.list', { lab: LAB, bucket: 'mine' })).toMatchObject({
      rows: [],
      prefixes: ['folder/'],
    });
    expect(
      (await lab.client.ask('objects.list', { lab: LAB, bucket: 'mine', prefix: 'folder/' })).rows,
    ).toMatchObject([{ key: PLACE.key, sizeBytes: body.length, isLatest: true, isDeleteMarker: false }]);
    expect(await lab.client.ask('objects.head', PLACE)).toMatchObject({
      sizeBytes: body.length,
      contentType: 'text/plain',
      encryption: 'sse-s3',
      headers: expect.arrayContaining([{ name: 'x-amz-server-side-encryption', value: 'AES256' }]),
    });
    expect(await download(lab)).toEqual(body);
  });

  it('of no bytes is one too', async () => {
    const lab = await running();
    await upload(lab, new Uint8Array(0));
    expect(await download(lab)).toEqual(new Uint8Array(0));
  });

  it('is in the command log with the line that does the same, and among the operations with its bytes', async () => {
    const lab = await running();
    const seen: OutputOf<'operations.changed'>[] = [];
    const stop = new AbortController();
    const following = lab.client
      .follow('operations.changed', {}, { signal: stop.signal, onValue: (value) => seen.push(value) })
      .catch(() => undefined);
    await upload(lab, body, { encryption: { kind: 'sse-kms', keyName: 'my-key' } });
    const journal = String(lab.run.world.store.filesOf(LAB).get(JOURNAL_FILE));
    expect(journal).toContain(
      "mc cp --enc-kms first/mine/=my-key --attr Content-Type=text/plain './a b.txt' 'first/mine/folder/a b.txt'",
    );
    await vi.waitFor(() =>
      expect(seen.at(-1)?.find(({ name }) => name === 'objects.upload')).toMatchObject({
        title: 'Uploading mine/folder/a b.txt',
        lab: LAB,
        state: 'done',
        progress: { steps: [{ done: body.length, total: body.length, unit: 'bytes', state: 'done' }] },
      }),
    );
    stop.abort();
    await following;
  });

  it('under a customer key needs it, and no line or error shows it', async () => {
    const lab = await running();
    await act(lab, 'customer-key.create', { name: 'carol' });
    await act(lab, 'customer-key.create', { name: 'dave' });
    expect(await lab.client.ask('objects.customerKeys', { lab: LAB })).toEqual(['carol', 'dave']);
    await upload(lab, body, { encryption: { kind: 'sse-c', customerKey: 'carol' } });
    expect(await download(lab, 'carol')).toEqual(body);
    await expect(download(lab)).rejects.toMatchObject({ code: 's3-error' });
    await expect(download(lab, 'dave')).rejects.toMatchObject({ code: 's3-error' });
    await expect(download(lab, 'eve')).rejects.toMatchObject({
      code: 'not-found',
      fix: 'There is: carol, dave.',
    });
    const { value } = await lab.client.ask('secrets.reveal', { lab: LAB, id: 'customer-key-carol' });
    const journal = String(lab.run.world.store.filesOf(LAB).get(JOURNAL_FILE));
    expect(journal).toContain('--enc-c \\"first/mine/=$(cat \\"$SEALAB_CUSTOMER_KEYS/carol\\")\\"');
    expect(journal).not.toContain(value.slice(0, 30));
  });

  it('is downloaded from its beginning only', async () => {
    const lab = await running();
    await upload(lab, body);
    const reading = lab.client.read('objects.download', PLACE, { signal, from: 1, onChunk: () => undefined });
    await expect(reading).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('is saved into a new file, and never over another', async () => {
    const lab = await running();
    await upload(lab, body);
    expect(await lab.client.run('objects.save', { ...PLACE, file: '/tmp/out' })).toEqual({
      file: '/tmp/out',
      sizeBytes: body.length,
    });
    expect(lab.run.ports.files).toBeInstanceOf(FakeOutputFiles);
    expect(Object(lab.run.ports.files).written.get('/tmp/out')).toEqual(body);
    await expect(lab.client.run('objects.save', { ...PLACE, file: '/tmp/out' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      lab.client.run('objects.save', { ...PLACE, key: 'none', file: '/tmp/other' }),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect([...Object(lab.run.ports.files).written.keys()]).toEqual(['/tmp/out']);
  });

  it('whose upload is cancelled is not there, and the operation is cancelled', async () => {
    const lab = await running();
    const controller = new AbortController();
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1);
      controller.abort();
      yield Uint8Array.of(2);
    }
    const uploading = lab.client.upload(
      'objects.upload',
      { ...PLACE, sizeBytes: 2, encryption: { kind: 'sse-s3' } },
      { chunks: chunks(), signal: controller.signal },
    );
    await expect(uploading).rejects.toMatchObject({ code: 'cancelled' });
    await expect(lab.client.ask('objects.head', PLACE)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('an upload that stalls', () => {
  it('ends at once when its operation is cancelled in another window', async () => {
    const lab = await running();
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1);
      await new Promise(() => undefined);
    }
    const uploading = lab.client.upload(
      'objects.upload',
      { ...PLACE, sizeBytes: 2, encryption: { kind: 'sse-s3' } },
      { chunks: chunks() },
    );
    const stop = new AbortController();
    let id: string | undefined;
    const following = lab.client
      .follow(
        'operations.changed',
        {},
        {
          signal: stop.signal,
          onValue: (all) => {
            id = all.find(({ name, state }) => name === 'objects.upload' && state === 'running')?.id;
          },
        },
      )
      .catch(() => undefined);
    const outcome = expect(uploading).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(id).toBeDefined());
    expect(await lab.client.ask('operations.cancel', { id: id ?? '' })).toBe(true);
    await outcome;
    stop.abort();
    await following;
  });
});

describe('buckets', () => {
  it('are listed with their default encryption, its key and their versioning', async () => {
    const lab = await running();
    await act(lab, 'bucket.encryption.set', { bucket: 'mine', encryption: 'sse-kms' });
    await act(lab, 'bucket.versioning.set', { bucket: 'mine', versioning: 'enabled' });
    await upload(lab, body);
    await upload(lab, Uint8Array.of(1));
    const buckets = await lab.client.ask('objects.buckets', { lab: LAB });
    expect(buckets.find(({ name }) => name === 'mine')).toMatchObject({
      encryption: 'sse-kms',
      keyName: 'my-key',
      versioning: 'enabled',
    });
    const page = { lab: LAB, bucket: 'mine', delimiter: '', versions: true, limit: 1 } as const;
    const first = await lab.client.ask('objects.list', page);
    expect(first.rows).toMatchObject([{ sizeBytes: 1, isLatest: true, versionId: 'version-2' }]);
    const second = await lab.client.ask('objects.list', { ...page, after: first.next });
    expect(second.rows).toMatchObject([{ sizeBytes: body.length, isLatest: false, versionId: 'version-1' }]);
    expect(second.next).toBeUndefined();
  });

  it.each(['mi', '../etc', 'mine/x'])('with the name %j are not asked for, or not found', async (bucket) => {
    const lab = await running();
    await expect(lab.client.ask('objects.list', { lab: LAB, bucket })).rejects.toMatchObject({
      code: expect.stringMatching(/^(invalid-input|not-found)$/),
    });
  });
});

describe('the view of a client', () => {
  it('says so where MinIO could not open the ETag', () => {
    const sealed = { etag: `"${'ab'.repeat(48)}"`, 'x-amz-server-side-encryption': 'AES256' };
    expect(clientView(sealed).note).toContain('KES gives it no key');
    expect(clientView({ ...sealed, etag: '"ab"' }).note).toBeUndefined();
    expect(clientView({ etag: sealed.etag }).note).toBeUndefined();
  });

  it('shows what is missing as missing', () => {
    expect(clientView({})).toEqual({
      sizeBytes: 0,
      etag: '',
      modifiedAt: '',
      encryption: 'none',
      headers: [],
    });
  });
});

it('chunks are put together to a size, and nothing is lost', async () => {
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 10; at += 1) yield Uint8Array.of(at, at);
  }
  const sizes: number[] = [];
  const all: number[] = [];
  for await (const chunk of rechunk(source(), 5)) {
    sizes.push(chunk.length);
    all.push(...chunk);
  }
  expect(sizes).toEqual([6, 6, 6, 2]);
  expect(all).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9]);
});
