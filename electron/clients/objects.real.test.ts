import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encryptionOf, etagOf } from '#core/objects/client-view.ts';
import type { ReadRequest, RequestEncryption, UploadRequest } from '#core/ports/object-api.ts';
import { toSealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import { ObjectChain } from './testing/object-chain.ts';

const { signal } = new AbortController();
const quietly = { signal, report: () => undefined };
const MIB = 1024 * 1024;
const customerKey = new Secret(randomBytes(32).toString('base64'));
const otherKey = new Secret(randomBytes(32).toString('base64'));

const MODES: readonly (readonly [string, RequestEncryption])[] = [
  ['no header', { kind: 'bucket-default' }],
  ['SSE-S3', { kind: 'sse-s3' }],
  ['SSE-KMS', { kind: 'sse-kms', keyName: 'other-key' }],
  ['SSE-KMS with a context', { kind: 'sse-kms', keyName: 'my-key', context: { 'a&b': '<ö>' } }],
  ['SSE-C', { kind: 'sse-c', customerKey }],
];

let chain: ObjectChain;
beforeAll(async () => {
  chain = await ObjectChain.start(signal);
  for (const bucket of ['mine', 'paged', 'versioned']) await chain.store.ensureBucket(bucket, signal);
}, 60_000);
afterAll(async () => await chain[Symbol.asyncDispose]());

describe('an object', () => {
  test.each(
    MODES.flatMap(([title, encryption]) =>
      [0, 1, 70_000, 16 * MIB, 16 * MIB + 1, 33 * MIB].map((sizeBytes) => ({ title, encryption, sizeBytes })),
    ),
  )(
    'of $sizeBytes bytes written with $title is read back the same',
    async ({ title, encryption, sizeBytes }) => {
      const body = randomBytes(sizeBytes);
      const key = `${title}/${sizeBytes}`;
      const seen: number[] = [];
      const context = { signal, report: ({ done = 0 }) => void seen.push(done) };
      const answer = await chain.store.writeStream(
        upload({ key, encryption, chunks: cut(body), sizeBytes }),
        context,
      );
      const request = reading({ key }, encryption);
      expect(sha256(await read(request))).toBe(sha256(body));
      expect(seen.at(-1)).toBe(sizeBytes);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));

      const headers = await chain.store.headers(request, signal);
      expect(headers['content-length']).toBe(String(sizeBytes));
      expect(headers['content-type']).toBe('text/x-test');
      expect(headers['x-amz-server-side-encryption']).toBe(
        { 'bucket-default': undefined, 'sse-c': undefined, 'sse-s3': 'AES256', 'sse-kms': 'aws:kms' }[
          encryption.kind
        ],
      );
      expect(headers['x-amz-server-side-encryption-customer-algorithm']).toBe(
        encryption.kind === 'sse-c' ? 'AES256' : undefined,
      );
      // The answer to the write tells the same.
      expect(encryptionOf(answer)).toBe(encryptionOf(headers));
      expect(etagOf(answer)).toBe(etagOf(headers));
      if (encryption.kind === 'sse-kms')
        expect(headers['x-amz-server-side-encryption-aws-kms-key-id']).toBe(
          `arn:aws:kms:${encryption.keyName}`,
        );
    },
  );

  test.each([
    'a b+c%20.txt',
    'Grüße & <Welt> "x" \'y\'.txt',
    '日本/🔑.bin',
    'folder/',
    'tab\tline\nend\u0001\u007f',
    'back\\slash',
    '?versionId=1#x',
  ])('may be named %j, and is listed by that name', async (key) => {
    const body = key.endsWith('/') ? Buffer.alloc(0) : randomBytes(10);
    const bucket = 'mine';
    await chain.store.writeStream(upload({ key, chunks: cut(body), sizeBytes: body.length }), quietly);
    expect(await read({ bucket, key })).toEqual(body);
    for (const versions of [false, true]) {
      const page = await chain.store.list(
        { bucket, prefix: key, delimiter: '', versions, limit: 10 },
        signal,
      );
      expect(page.rows.map((row) => row.key)).toEqual([key]);
    }
    await chain.store.copyOntoItself({ bucket, key }, { kind: 'sse-s3' }, signal);
    expect((await chain.store.headers({ bucket, key }, signal))['x-amz-server-side-encryption']).toBe(
      'AES256',
    );
    await chain.store.removeObject({ bucket, key }, signal);
    await expect(chain.store.headers({ bucket, key }, signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each(['a//b', 'a/../b', 'a/./b'])('named %j is refused with a reason', async (key) => {
    const error = toSealabError(
      await chain.store
        .writeStream(upload({ key, chunks: cut(randomBytes(1)), sizeBytes: 1 }), quietly)
        .catch((thrown: unknown) => thrown),
    );
    expect(error.fix, `${error.message} ${JSON.stringify(error.details)}`).toContain('without');
  });

  test('under a customer key is not read without it, or with another', async () => {
    const place = { bucket: 'mine', key: 'locked' };
    const encryption = { kind: 'sse-c', customerKey } as const;
    await chain.store.writeStream(
      upload({ key: 'locked', encryption, chunks: cut(randomBytes(5)), sizeBytes: 5 }),
      quietly,
    );
    for (const request of [place, { ...place, customerKey: otherKey }]) {
      for (const ask of [
        async () => await chain.store.headers(request, signal),
        async () => await read(request),
      ]) {
        const error = toSealabError(await ask().catch((thrown: unknown) => thrown));
        expect(error.fix, JSON.stringify(error.details)).toContain('customer key');
        expect(JSON.stringify(error.details)).not.toContain(customerKey.reveal());
      }
    }
  });

  test('a stream that is left early ends its request', async () => {
    const sizeBytes = 20 * MIB;
    await chain.store.writeStream(
      upload({ key: 'long', chunks: cut(randomBytes(sizeBytes)), sizeBytes }),
      quietly,
    );
    for await (const chunk of chain.store.readStream({ bucket: 'mine', key: 'long' }, signal)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of chain.store.readStream({ bucket: 'mine', key: 'long' }, controller.signal))
        controller.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('an upload that does not end well', () => {
  test.each([1 * MIB, 40 * MIB])('of %i bytes leaves nothing where it is cancelled', async (sizeBytes) => {
    const controller = new AbortController();
    const key = `cancelled-${sizeBytes}`;
    let open = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < sizeBytes; sent += MIB / 2) {
        if (sent === sizeBytes / 2) {
          open = await chain.openUploads('mine', key);
          controller.abort();
        }
        yield randomBytes(MIB / 2);
      }
    }
    const writing = chain.store.writeStream(upload({ key, chunks: chunks(), sizeBytes }), {
      signal: controller.signal,
      report: () => undefined,
    });
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    // Parts were there, so the next line can fail.
    expect(open).toBe(sizeBytes > 16 * MIB ? 1 : 0);
    expect(await leftBehind(key)).toEqual([]);
  });

  test.each([
    ['too few', 40 * MIB, 39 * MIB],
    ['too many', 40 * MIB, 41 * MIB],
    ['too few', 10, 9],
    ['too many', 0, 1],
  ])('because %s bytes came (%i said, %i sent) leaves nothing', async (_what, sizeBytes, sent) => {
    const key = `wrong-${sizeBytes}-${sent}`;
    const writing = chain.store.writeStream(
      upload({ key, chunks: cut(Buffer.alloc(sent)), sizeBytes }),
      quietly,
    );
    await expect(writing).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await leftBehind(key)).toEqual([]);
  });

  test('because its source breaks leaves nothing, and tells that error', async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < 20; sent += 1) yield Buffer.alloc(MIB);
      throw new Error('The file is gone.');
    }
    const writing = chain.store.writeStream(
      upload({ key: 'broken', chunks: chunks(), sizeBytes: 40 * MIB }),
      quietly,
    );
    await expect(writing).rejects.toThrow('The file is gone.');
    expect(await leftBehind('broken')).toEqual([]);
  });
});

describe('a listing', () => {
  test('comes in pages, with and without versions, and folds folders', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `f${index % 5}/${String(index).padStart(2, '0')}`);
    for (const key of names) await chain.store.put('paged', { key, body: Buffer.from(key) }, signal);
    for (const versions of [false, true]) {
      const keys: string[] = [];
      let after: string | undefined;
      do {
        const page = await chain.store.list(
          {
            bucket: 'paged',
            prefix: '',
            delimiter: '',
            versions,
            limit: 10,
            ...(after === undefined ? {} : { after }),
          },
          signal,
        );
        keys.push(...page.rows.map(({ key }) => key));
        after = page.next;
      } while (after !== undefined);
      expect(keys).toEqual(names.toSorted());
      const folded = await chain.store.list(
        { bucket: 'paged', prefix: '', delimiter: '/', versions, limit: 10 },
        signal,
      );
      expect(folded).toEqual({ rows: [], prefixes: ['f0/', 'f1/', 'f2/', 'f3/', 'f4/'] });
    }
    await expect(
      chain.store.list(
        { bucket: 'paged', prefix: '', delimiter: '', versions: true, limit: 10, after: 'x' },
        signal,
      ),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(
      chain.store.list({ bucket: 'nowhere', prefix: '', delimiter: '', versions: false, limit: 10 }, signal),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a versioned bucket', () => {
  test('keeps versions, marks what is removed, and is not removed while anything is in it', async () => {
    const { store } = chain;
    const bucket = 'versioned';
    expect(await store.getVersioning(bucket, signal)).toBe('off');
    await store.put(bucket, { key: 'a', body: Buffer.from('zero') }, signal);
    await store.setVersioning(bucket, 'enabled', signal);
    expect(await store.getVersioning(bucket, signal)).toBe('enabled');
    const answer = await store.writeStream(
      { ...upload({ key: 'a', chunks: cut(Buffer.from('one')), sizeBytes: 3 }), bucket },
      quietly,
    );
    const versionId = answer['x-amz-version-id'] ?? '';
    await store.removeObject({ bucket, key: 'a' }, signal);
    const page = await store.list({ bucket, prefix: '', delimiter: '', versions: true, limit: 10 }, signal);
    expect(page.rows).toMatchObject([
      { key: 'a', isLatest: true, isDeleteMarker: true },
      { key: 'a', versionId, isLatest: false, isDeleteMarker: false, sizeBytes: 3 },
      { key: 'a', versionId: 'null', sizeBytes: 4 },
    ]);
    expect(String(await read({ bucket, key: 'a', versionId }))).toBe('one');
    expect(String(await read({ bucket, key: 'a', versionId: 'null' }))).toBe('zero');
    await expect(read({ bucket, key: 'a' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.deleteBucket(bucket, signal)).rejects.toMatchObject({ code: 'conflict' });
    for (const row of page.rows)
      await store.removeObject(
        { bucket, key: 'a', ...(row.versionId === undefined ? {} : { versionId: row.versionId }) },
        signal,
      );
    await store.setVersioning(bucket, 'suspended', signal);
    expect(await store.getVersioning(bucket, signal)).toBe('suspended');
    await store.deleteBucket(bucket, signal);
    expect((await store.listBuckets(signal)).map(({ name }) => name)).not.toContain(bucket);
  });
});

describe('a key is changed', () => {
  test('by a copy onto itself: plain to SSE-S3, SSE-S3 to SSE-C, one customer key to another; the rest is kept', async () => {
    const place = { bucket: 'mine', key: 'turned' };
    await chain.store.writeStream(
      upload({ key: 'turned', chunks: cut(Buffer.from('text')), sizeBytes: 4 }),
      quietly,
    );
    const steps: readonly (readonly [ReadRequest, RequestEncryption])[] = [
      [place, { kind: 'sse-s3' }],
      [place, { kind: 'sse-kms', keyName: 'other-key', context: { a: 'b' } }],
      [place, { kind: 'sse-c', customerKey }],
      [
        { ...place, customerKey },
        { kind: 'sse-c', customerKey: otherKey },
      ],
      [{ ...place, customerKey: otherKey }, { kind: 'sse-s3' }],
    ];
    for (const [request, encryption] of steps) {
      await chain.store.copyOntoItself(request, encryption, signal);
      const opened = reading({ key: 'turned' }, encryption);
      expect(String(await read(opened))).toBe('text');
      expect((await chain.store.headers(opened, signal))['content-type']).toBe('text/x-test');
    }
  });

  /** What a bucket went through before its object is rewrapped, and the rewrap. */
  test.each([
    { title: 'versioned', states: ['enabled', 'put'] },
    { title: 'versioned after the object was written', states: ['put', 'enabled'] },
    {
      title: 'versioned, and suspended after the object was written',
      states: ['enabled', 'put', 'suspended'],
    },
    { title: 'suspended', states: ['enabled', 'put', 'suspended', 'put'] },
  ] as const)('in a bucket that is $title, and no version is harmed', async ({ title, states }) => {
    const { store } = chain;
    const bucket = title.replaceAll(/[^a-z]+/g, '-');
    await store.ensureBucket(bucket, signal);
    const rotations = [
      { from: { kind: 'sse-c', customerKey }, to: { kind: 'sse-c', customerKey: otherKey } },
      { from: { kind: 'sse-c', customerKey }, to: { kind: 'sse-s3' } },
      { from: { kind: 'sse-s3' }, to: { kind: 'sse-kms', keyName: 'other-key' } },
      { from: { kind: 'bucket-default' }, to: { kind: 'sse-s3' } },
    ] as const;
    for (const sizeBytes of [5, 500_000]) {
      for (const [index, { from, to }] of rotations.entries()) {
        const key = `${index}-${sizeBytes}`;
        const body = randomBytes(sizeBytes);
        for (const state of states) {
          if (state !== 'put') await store.setVersioning(bucket, state, signal);
          else
            await store.writeStream(
              { ...upload({ key, sizeBytes, encryption: from, chunks: cut(body) }), bucket },
              quietly,
            );
        }
        await store.copyOntoItself({ ...reading({ key }, from), bucket }, to, signal);
        expect(sha256(await read({ ...reading({ key }, to), bucket }))).toBe(sha256(body));
        const page = await store.list(
          { bucket, prefix: key, delimiter: '', versions: true, limit: 10 },
          signal,
        );
        for (const { versionId, isLatest } of page.rows) {
          const opened = reading({ key }, isLatest ? to : from);
          const version = versionId === undefined ? {} : { versionId };
          expect(sha256(await read({ ...opened, bucket, ...version }))).toBe(sha256(body));
        }
      }
    }
  });

  test('by the batch job keyrotate: SSE-S3 anew, SSE-KMS under another key', async () => {
    const { store } = chain;
    for (const [key, encryption] of [
      ['job/s3', { kind: 'sse-s3' }],
      ['job/kms', { kind: 'sse-kms', keyName: 'my-key', context: { who: 'me' } }],
    ] as const) {
      await store.writeStream(
        upload({ key, encryption, chunks: cut(Buffer.from('text')), sizeBytes: 4 }),
        quietly,
      );
    }
    expect(
      await store.rewrap({ bucket: 'mine', prefix: 'job/s3', encryption: { kind: 'sse-s3' } }, quietly),
    ).toEqual({
      objects: 1,
    });
    const job = {
      bucket: 'mine',
      prefix: 'job/kms',
      encryption: { kind: 'sse-kms', keyName: 'other-key' },
    } as const;
    expect(await store.rewrap(job, quietly)).toEqual({ objects: 1 });
    const headers = await store.headers({ bucket: 'mine', key: 'job/kms' }, signal);
    expect(headers['x-amz-server-side-encryption-aws-kms-key-id']).toBe('arn:aws:kms:other-key');
    for (const key of ['job/s3', 'job/kms']) expect(String(await read({ bucket: 'mine', key }))).toBe('text');
    await expect(
      store.rewrap({ ...job, encryption: { kind: 'sse-kms', keyName: 'no-such-key' } }, quietly),
    ).rejects.toMatchObject({ code: 's3-error' });
    await expect(store.rewrap({ ...job, encryption: { kind: 'sse-s3' } }, quietly)).rejects.toMatchObject({
      code: 's3-error',
      details: { evidence: [expect.stringContaining('1 objects failed')] },
    });
  });
});

describe('a rotation of many objects that is cancelled', () => {
  const OBJECTS = 200;

  test('ends in MinIO too, and leaves the rest as it was', async () => {
    const { store } = chain;
    const bucket = 'many';
    await store.ensureBucket(bucket, signal);
    const keys = Array.from({ length: OBJECTS }, (_, index) => `o/${String(index).padStart(3, '0')}`);
    const encryption = { kind: 'sse-kms', keyName: 'my-key' } as const;
    for (const key of keys) {
      const written = upload({ key, encryption, chunks: cut(Buffer.from('text')), sizeBytes: 4 });
      await store.writeStream({ ...written, bucket }, quietly);
    }
    const keyOf = async (key: string): Promise<string | undefined> =>
      (await store.headers({ bucket, key }, signal))['x-amz-server-side-encryption-aws-kms-key-id'];
    const rewrapped = async (): Promise<number> => {
      let count = 0;
      for (const key of keys) if ((await keyOf(key)) === 'arn:aws:kms:other-key') count += 1;
      return count;
    };
    const before = await chain.batchJobs(signal);
    const controller = new AbortController();
    const told: string[] = [];
    const job = store
      .rewrap(
        { bucket, prefix: 'o/', encryption: { kind: 'sse-kms', keyName: 'other-key' } },
        {
          signal: controller.signal,
          report: ({ detail }) => {
            if (detail !== undefined) told.push(detail);
          },
        },
      )
      .catch((thrown: unknown) => thrown);
    await expect
      .poll(async () => await keyOf('o/002'), { timeout: 20_000, interval: 20 })
      .toBe('arn:aws:kms:other-key');
    const [id = '', ...others] = (await chain.batchJobs(signal)).filter((known) => !before.includes(known));
    expect(id).toMatch(/^keyrotate-/);
    expect(others).toEqual([]);
    controller.abort();
    expect(toSealabError(await job).code).toBe('cancelled');
    expect(told).toEqual([`MinIO has stopped the batch job ${id}`]);
    expect(await chain.batchJobs(signal)).not.toContain(id);
    const done = await rewrapped();
    expect(done).toBeGreaterThan(2);
    expect(done).toBeLessThan(OBJECTS);
    // Long enough for a job that goes on to take some more.
    await delay(1_000);
    expect(await rewrapped()).toBe(done);
    for (const key of ['o/000', `o/${OBJECTS - 1}`]) expect(String(await read({ bucket, key }))).toBe('text');
  }, 60_000);
});

describe('a sealed Vault', () => {
  test('makes a listing fail by name, shows a sealed ETag, and mends', async () => {
    const { store } = chain;
    const listing = { bucket: 'mine', prefix: 'SSE-S3/', delimiter: '', versions: false, limit: 10 } as const;
    await chain.seal(signal);
    const failed = async (): Promise<unknown> =>
      await store.list(listing, signal).catch((thrown: unknown) => thrown);
    await expect
      .poll(async () => toSealabError(await failed()).message, { timeout: 40_000 })
      .toMatch(/does not list mine\/SSE-S3\/: it opens the ETag .*kms:DecryptionFailed/);
    const headers = await store.headers({ bucket: 'mine', key: 'SSE-S3/1' }, signal);
    expect(headers['etag']).toMatch(/^"[0-9a-f]{96}"$/);
    await chain.unseal(signal);
    await expect.poll(async () => Array.isArray(Object(await failed()).rows), { timeout: 20_000 }).toBe(true);
  }, 70_000);
});

function upload(
  parts: Pick<UploadRequest, 'key' | 'chunks' | 'sizeBytes'> & { readonly encryption?: RequestEncryption },
): UploadRequest {
  return { bucket: 'mine', encryption: { kind: 'bucket-default' }, contentType: 'text/x-test', ...parts };
}

function reading({ key }: { readonly key: string }, encryption: RequestEncryption): ReadRequest {
  return {
    bucket: 'mine',
    key,
    ...(encryption.kind === 'sse-c' ? { customerKey: encryption.customerKey } : {}),
  };
}

async function read(request: ReadRequest): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chain.store.readStream(request, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Chunks of a size that fits no part. */
async function* cut(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += 700_001) yield body.subarray(at, at + 700_001);
}

/** What a failed upload has left: the object, or parts of it. */
async function leftBehind(key: string): Promise<readonly string[]> {
  const there = await chain.store.headers({ bucket: 'mine', key }, signal).then(
    () => ['the object'],
    () => [],
  );
  const uploads = await chain.openUploads('mine', key);
  return [...there, ...(uploads === 0 ? [] : [`${uploads} uploads`])];
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
