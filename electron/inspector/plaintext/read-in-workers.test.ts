import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import type { PlaintextFacts, ShardFile, StoredBytes } from '#core/ports/plaintext-reader.ts';
import { createPlaintextReader } from './plaintext-reader.ts';
import { sealDare, shardFiles, writeShards } from './testing/write-object.ts';

vi.setConfig({ testTimeout: 30_000 });

const MIB = 1_048_576;
const SIZE = 24 * MIB;
const LAYOUT = { data: 2, parity: 1, blockBytes: MIB };
const key = new Uint8Array(randomBytes(32));
const plaintext = new Uint8Array(randomBytes(SIZE));
const stream = sealDare(plaintext, { key });
const files = writeShards(stream, LAYOUT);
const folder = mkdtempSync(join(tmpdir(), 'sealab-plaintext-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function object(shards: readonly ShardFile[]): StoredBytes {
  return { erasure: LAYOUT, parts: [{ number: 1, storedBytes: stream.length, key, shards }] };
}

/** Reads and gives what the sink got as one digest. */
async function digestOf(stored: StoredBytes): Promise<{ digest: string; facts: PlaintextFacts }> {
  const hash = createHash('sha256');
  const facts = await createPlaintextReader().read(
    stored,
    async (chunk) => {
      // Long enough that memory which is used again too early shows.
      await new Promise((resolve) => setTimeout(resolve, 2));
      hash.update(chunk);
    },
    { signal: new AbortController().signal, report: () => undefined },
  );
  return { digest: hash.digest('hex'), facts };
}

const expected = createHash('sha256').update(plaintext).digest('hex');

/** Never gives a byte. */
async function* hanging(): AsyncGenerator<Uint8Array> {
  yield await new Promise<Uint8Array>(() => undefined);
}

it('gives the sink and the digests the same bytes, from files and from streams', async () => {
  const local = shardFiles(files).map((file, at) => {
    const localPath = join(folder, `shard-${at}`);
    writeFileSync(localPath, files[at] ?? '');
    return { ...file, read: hanging, localPath };
  });
  for (const shards of [shardFiles(files), local]) {
    const { digest, facts } = await digestOf(object(shards));
    expect(digest).toBe(expected);
    expect(facts.sha256).toBe(expected);
    expect(facts.md5).toBe(createHash('md5').update(plaintext).digest('hex'));
    expect(facts.sizeBytes).toBe(SIZE);
    expect(Buffer.compare(facts.preview, plaintext.subarray(0, 1024))).toBe(0);
    expect(facts).toMatchObject({ blocks: 25, hashesAgreed: 75, packages: 384, badChunks: [] });
  }
});

it('reports its progress in bytes of plaintext, up to all of them', async () => {
  const done: number[] = [];
  const report = (seen: { done?: number; total?: number }): void => {
    expect(seen.total).toBe(SIZE);
    done.push(seen.done ?? 0);
  };
  const context = { signal: new AbortController().signal, report };
  await createPlaintextReader().read(object(shardFiles(files)), undefined, context);
  expect(done).toEqual(done.toSorted((one, other) => one - other));
  expect(done.at(-1)).toBe(SIZE);
  expect(done.length).toBeGreaterThan(20);
});

it('reads no more while the sink waits than its memory holds', async () => {
  let read = 0;
  const counted = shardFiles(files).map((file) => ({
    ...file,
    async *read() {
      for await (const chunk of file.read()) {
        read += chunk.length;
        yield chunk;
      }
    },
  }));
  const controller = new AbortController();
  let isBlocked = (): void => undefined;
  const blocked = new Promise<void>((resolve) => {
    isBlocked = resolve;
  });
  const sink = async (): Promise<void> => {
    isBlocked();
    await new Promise(() => undefined);
  };
  const context = { signal: controller.signal, report: () => undefined };
  const reading = createPlaintextReader().read(object(counted), sink, context);
  await blocked;
  await new Promise((resolve) => setTimeout(resolve, 500));
  controller.abort();
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  // Of 36 MiB with parity: four slots, a block, and two chunks ahead for each shard.
  expect(read).toBeLessThan(12 * MIB);
});

it('is cancelled at once, also while a drive gives nothing', async () => {
  const controller = new AbortController();
  const context = { signal: controller.signal, report: () => undefined };
  const shards = shardFiles(files).map((file) => ({ ...file, read: hanging }));
  const reading = createPlaintextReader().read(object(shards), undefined, context);
  const timer = setTimeout(() => controller.abort(), 300);
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  clearTimeout(timer);
  await expect(createPlaintextReader().read(object(shards), undefined, context)).rejects.toMatchObject({
    code: 'cancelled',
  });
});

it('ends with the error of its sink', async () => {
  const sink = async (): Promise<void> => {
    throw new Error('the disk is full');
  };
  const context = { signal: new AbortController().signal, report: () => undefined };
  const reading = createPlaintextReader().read(object(shardFiles(files)), sink, context);
  await expect(reading).rejects.toThrow('the disk is full');
});

it('carries an error of its threads with its facts, and passes on nothing after it', async () => {
  const damaged = stream.slice();
  const at = 200 * 65_568 + 100;
  damaged[at] = (damaged[at] ?? 0) ^ 1;
  const got: number[] = [];
  const context = { signal: new AbortController().signal, report: () => undefined };
  const reading = createPlaintextReader().read(
    object(shardFiles(writeShards(damaged, LAYOUT))),
    async (chunk) => void got.push(chunk.length),
    context,
  );
  await expect(reading).rejects.toMatchObject({
    code: 'damaged-file',
    details: { stream: 'part 1', package: 201, offset: 200 * 65_568 },
  });
  expect(got.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(200 * 65_536);
});

it('takes a local file that is gone as a shard less', async () => {
  const shards = shardFiles(files).map((file, at) =>
    at === 0 ? { ...file, localPath: join(folder, 'nothing-here') } : file,
  );
  const { digest, facts } = await digestOf(object(shards));
  expect(digest).toBe(expected);
  expect(facts.reconstructedBlocks).toBe(25);
  expect(facts.badChunks[0]).toMatchObject({ drive: 'minio1', part: 1, block: 0 });
});

it('reads an object of ten thousand parts', async () => {
  const content = new Uint8Array(randomBytes(500));
  const layout = { data: 2, parity: 2, blockBytes: MIB };
  const sealed = sealDare(content, { key });
  const shards = shardFiles(writeShards(sealed, layout)).map((file) => ({
    ...file,
    localPath: join(folder, `part-${file.shard}`),
  }));
  for (const [at, file] of writeShards(sealed, layout).entries())
    writeFileSync(join(folder, `part-${at + 1}`), file);
  const parts = Array.from({ length: 10_000 }, (_, at) => ({
    number: at + 1,
    storedBytes: sealed.length,
    key,
    shards,
  }));
  const { facts } = await digestOf({ erasure: layout, parts });
  const hash = createHash('sha256');
  for (let part = 0; part < parts.length; part += 1) hash.update(content);
  expect(facts.sha256).toBe(hash.digest('hex'));
  expect(facts).toMatchObject({ packages: 10_000, blocks: 10_000, md5: '' });
});
