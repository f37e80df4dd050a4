import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '#core/bytes.ts';
import { builtinKey, openWithKesKey, readKesKey } from '#core/inspector/kes-key.ts';
import { keyEncryptionKey, partKey } from '#core/inspector/object-key.ts';
import { metaPath, partPath } from '#core/inspector/object-place.ts';
import { walkTry } from '#core/inspector/tries/walk-try.ts';
import type { WalkSources } from '#core/inspector/walk/sources.ts';
import { type Walked, walkObject } from '#core/inspector/walk/walk.ts';
import { FakeDrives } from '#core/testing/fake-drives.ts';
import { encodeXlMeta } from '#core/testing/fake-xl-meta.ts';
import { TryKind } from '#shared/contract/tries.ts';
import type { WalkStep } from '#shared/contract/walk.ts';
import { SealabError } from '#shared/errors.ts';
import { createClock } from '../system/clock.ts';
import { createCrypto } from '../system/crypto.ts';
import { createPlaintextReader } from './plaintext/plaintext-reader.ts';
import { sealDare, writeShards } from './plaintext/testing/write-object.ts';
import { bytesOf, fixtureOf } from './testing/fixtures.ts';

const crypto = createCrypto();
const LAB = 'lab';

interface Prepared {
  readonly name: { readonly bucket: string; readonly key: string };
  readonly drives: FakeDrives;
  readonly sources: WalkSources;
}

const quiet = { signal: new AbortController().signal, report: () => {} };

function sourcesWith(drives: FakeDrives, keys: Partial<WalkSources>): WalkSources {
  return {
    lab: LAB,
    drives,
    plaintext: createPlaintextReader(),
    crypto,
    clock: createClock(),
    decryptDataKey: async () => await Promise.reject(new SealabError('kes-error', 'There is no KES.')),
    storedKesKey: async () => await Promise.reject(new SealabError('not-found', 'There is no Vault.')),
    customerKeys: [],
    ...keys,
  };
}

/** What a real MinIO left on its drives; KES is played with the key that it had, and with one key more. */
async function prepared(fixtureName: string): Promise<Prepared> {
  const fixture = fixtureOf(fixtureName);
  const drives = new FakeDrives();
  for (const [index, file] of fixture.files.entries()) {
    drives.create(LAB, `minio${index + 1}`);
    const path = metaPath(fixture.bucket, fixture.key);
    await drives.write(LAB, `minio${index + 1}`, { path, content: bytesOf(file) });
  }
  const kept = fixture.kesKey ?? '';
  const { customerKey, builtinKey: builtin, bucket, key } = fixture;
  const sources = sourcesWith(drives, {
    async decryptDataKey(keyName, sealed) {
      const dataKey = keyName === 'second' ? undefined : openWithKesKey(crypto, readKesKey(kept), sealed);
      if (dataKey === undefined)
        throw new SealabError('kes-error', `KES refused to decrypt with ${keyName}.`);
      return { dataKey, origin: 'KES' };
    },
    storedKesKey: async () => ({ text: kept, origin: 'Vault' }),
    kesKeyNames: async () => ['my-key', 'second'],
    customerKeys: customerKey === undefined ? [] : [{ name: 'its', value: fromBase64(customerKey) }],
    ...(builtin === undefined ? {} : { builtinKey: builtinKey(builtin) }),
  });
  return { name: { bucket, key }, drives, sources };
}

/** An SSE-C object of four packages in part files, on two data and two parity drives. */
async function inParts(): Promise<Prepared> {
  const name = { bucket: 'docs', key: 'parts.bin' };
  const [customerKey, objectKey, iv] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const kek = keyEncryptionKey(crypto, customerKey, { iv, mode: 'sse-c', ...name });
  const prefix = 'X-Minio-Internal-Server-Side-Encryption';
  const system = {
    [`${prefix}-Iv`]: toBase64(iv),
    [`${prefix}-Seal-Algorithm`]: 'DAREv2-HMAC-SHA256',
    [`${prefix}-Sealed-Key`]: toBase64(sealDare(objectKey, { key: kek })),
    'X-Minio-Internal-Encrypted-Multipart': '',
  };
  const stored = sealDare(randomBytes(200_000), { key: partKey(crypto, objectKey, 1) });
  const drives = new FakeDrives();
  const shards = writeShards(stored, { data: 2, parity: 2, blockBytes: 1_048_576 });
  for (const [at, shard] of shards.entries()) {
    const drive = `minio${at + 1}`;
    drives.create(LAB, drive);
    const meta = encodeXlMeta({ system, data: 2, parity: 2, index: at + 1, sizeBytes: stored.length });
    await drives.write(LAB, drive, { path: metaPath(name.bucket, name.key), content: meta });
    const path = partPath(name, '07070707-0707-0707-0707-070707070707', 1);
    await drives.write(LAB, drive, { path, content: shard });
  }
  const sources = sourcesWith(drives, { customerKeys: [{ name: 'its', value: customerKey }] });
  return { name, drives, sources };
}

const tryOn = async (
  { name, sources }: Prepared,
  kind: TryKind,
  without: readonly string[] = [],
): Promise<Walked> => await walkTry(sources, { name, without, kind }, quiet);
const plainWalk = async ({ name, sources }: Prepared): Promise<Walked> =>
  await walkObject(sources, { name, without: [] }, quiet);
const failedOf = ({ view }: Walked): WalkStep | undefined =>
  view.steps.find(({ state }) => state === 'failed');
const reasonsOf = ({ view }: Walked): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(view.tries.map(({ kind, reason }) => [kind, reason]));

describe('a change in a copy of an object on one drive is found out at its step', () => {
  it.each([
    ['bitrot', 'bitrot', 'bitrot hash is wrong'],
    ['content', 'packages', 'not authentic'],
    ['tag', 'packages', 'not authentic'],
    ['wipe-1', 'read', 'No drive holds'],
    ['other-name', 'data-key', 'refused'],
    ['other-key', 'data-key', 'second'],
  ] as const)('%s: at “%s”', async (kind, step, message) => {
    const object = await prepared('kes24-sse-s3');
    const walked = await tryOn(object, kind);
    const failed = failedOf(walked);
    expect(failed?.id).toBe(step);
    expect(`${failed?.error?.message} ${JSON.stringify(failed?.error?.details)}`).toContain(message);
    expect(walked.view).toMatchObject({ ok: false, key: object.name.key, tried: { kind } });
    expect(walked.view.plaintext).toBeUndefined();
  });

  it('shows the key that KES is asked for, and not the one of the object', async () => {
    const walked = await tryOn(await prepared('kes24-sse-s3'), 'other-key');
    const asked = walked.view.steps
      .find(({ id }) => id === 'data-key')
      ?.inputs.find(({ id }) => id === 'ask-key');
    expect(asked).toMatchObject({ value: 'second', origin: 'chosen for this try' });
    expect(walked.view.tried?.change).toBe('KES is asked to open the data key with second, not with my-key.');
  });

  it('binds an SSE-C object to its name and its key without any KMS', async () => {
    const object = await prepared('kes24-sse-c');
    expect(failedOf(await tryOn(object, 'other-name'))?.id).toBe('object-key');
    expect(failedOf(await tryOn(object, 'other-key'))).toMatchObject({
      id: 'object-key',
      error: { code: 'unauthorized' },
    });
  });

  it('takes a random key in place of the built-in one', async () => {
    const object = await prepared('builtin-sse-s3');
    expect((await plainWalk(object)).view.ok).toBe(true);
    expect(failedOf(await tryOn(object, 'other-key'))?.state).toBe('failed');
  });

  it('holds for MinIO’s own files too', async () => {
    const object = await prepared('kes24-config-iam-format-json');
    expect((await plainWalk(object)).view.ok).toBe(true);
    expect(failedOf(await tryOn(object, 'content'))?.id).toBe('packages');
    expect(failedOf(await tryOn(object, 'other-name'))?.id).toBe('data-key');
  });

  it('of an object that is not encrypted is found out by its ETag at last', async () => {
    const object = await prepared('kes24-plain');
    const walked = await tryOn(object, 'content');
    expect(failedOf(walked)?.id).toBe('etag');
    expect(failedOf(await tryOn(object, 'bitrot'))?.id).toBe('bitrot');
  });
});

describe('a change in a copy of an object on four drives', () => {
  it('of one bit on one drive is mended from parity, and said so', async () => {
    for (const object of [await prepared('four-sse-kms'), await inParts()]) {
      const walked = await tryOn(object, 'bitrot');
      expect(walked.view.ok).toBe(true);
      const outputs = walked.view.steps.find(({ id }) => id === 'bitrot')?.outputs.map(({ id }) => id);
      expect(outputs).toEqual(expect.arrayContaining(['bad-chunks', 'reconstructed']));
    }
  });

  it.each(['content', 'tag', 'swap-packages'] as const)(
    'with right hashes is found out when the packages are opened: %s',
    async (kind) => {
      const failed = failedOf(await tryOn(await inParts(), kind));
      expect(failed?.id).toBe('packages');
      expect(failed?.error?.message).toContain(
        kind === 'swap-packages' ? 'packages were moved' : 'not authentic',
      );
    },
  );

  it.each([
    ['wipe-1', undefined],
    ['wipe-2', undefined],
    ['wipe-3', 'version'],
  ] as const)('that takes drives away is healed as long as two are left: %s', async (kind, step) => {
    for (const object of [await prepared('four-sse-kms'), await inParts()]) {
      const walked = await tryOn(object, kind);
      expect(failedOf(walked)?.id).toBe(step);
      expect(walked.view.ok).toBe(step === undefined);
    }
  });

  it('takes place on the drives that are left when others are taken away', async () => {
    const walked = await tryOn(await inParts(), 'bitrot', ['minio1']);
    expect(walked.view.tried?.change).toContain('drive minio2');
    const tooMany = await tryOn(await inParts(), 'wipe-2', ['minio1']);
    expect(failedOf(tooMany)?.id).toBe('version');
    await expect(tryOn(await inParts(), 'swap-packages', ['minio1'])).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('a try', () => {
  it('changes no byte on any drive', async () => {
    const object = await inParts();
    const contentOf = async (): Promise<readonly string[]> => {
      const all: string[] = [];
      for (const drive of await object.drives.list(LAB)) {
        for (const { path } of await object.drives.files(LAB, drive, '')) {
          for await (const chunk of object.drives.read(LAB, drive, { path })) all.push(toBase64(chunk));
        }
      }
      return all;
    };
    const before = await contentOf();
    for (const kind of TryKind.options) await tryOn(object, kind).catch(() => undefined);
    expect(await contentOf()).toEqual(before);
    expect((await plainWalk(object)).view.ok).toBe(true);
  });

  it('is offered with the reason where it says nothing of this object', async () => {
    expect(reasonsOf(await plainWalk(await inParts()))).toEqual({});
    expect(reasonsOf(await plainWalk(await prepared('kes24-plain')))).toMatchObject({
      tag: 'The object is not encrypted: it has no tags.',
      'swap-packages': 'The object is not encrypted: it has no packages.',
      'other-name': 'The object is not encrypted: nothing binds it to its name.',
      'other-key': 'The object is not encrypted: no key opens it.',
      'wipe-2': 'It is on one drive only.',
      content: undefined,
    });
    expect(reasonsOf(await plainWalk(await prepared('kes24-empty')))).toMatchObject({
      bitrot: 'The object is empty: it has no bytes to change.',
      'swap-packages': 'It has fewer than two packages: it takes more than 64 KiB.',
      'wipe-1': undefined,
      'other-name': undefined,
    });
  });

  it('is refused where it cannot be done, with what to do', async () => {
    await expect(tryOn(await prepared('kes24-plain'), 'tag')).rejects.toMatchObject({ code: 'unsupported' });
    const object = await prepared('kes24-sse-s3');
    const alone = { ...object, sources: { ...object.sources, kesKeyNames: async () => ['my-key'] } };
    await expect(tryOn(alone, 'other-key')).rejects.toMatchObject({
      code: 'unsupported',
      fix: expect.stringContaining('Create another key'),
    });
  });

  it('offers the same again, so that another one can be tried', async () => {
    const object = await inParts();
    const { view } = await tryOn(object, 'wipe-3');
    expect(view.tries).toEqual((await plainWalk(object)).view.tries);
  });
});
