import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64, joinBytes, toHex } from '#core/bytes.ts';
import { isPlainConfig, openConfigBlob, readConfigBlob } from '#core/inspector/config-blob.ts';
import { openDareBuffer } from '#core/inspector/dare-buffer.ts';
import { encryptionOf, type ObjectEncryptionFacts } from '#core/inspector/encryption.ts';
import { fieldsOf } from '#core/inspector/fields.ts';
import { builtinKey, openWithKesKey, readKesKey } from '#core/inspector/kes-key.ts';
import { readKmsCiphertext } from '#core/inspector/kms-ciphertext.ts';
import { configContextBytes, contextBytes } from '#core/inspector/kms-context.ts';
import { keyEncryptionKey, openEtag, openLabelled, openSealedKey } from '#core/inspector/object-key.ts';
import { inlineData, readXlMeta, type XlObject, type XlVersion } from '#core/inspector/xl-meta.ts';
import { createCrypto } from '../system/crypto.ts';
import { bytesOf, type Fixture, fixtureOf, fixtures } from './testing/fixtures.ts';

const crypto = createCrypto();
const HASH_BYTES = 32;

const isInline = (fixture: Fixture): boolean => versionOf(fixture, 0).version.flags.isInline;

interface Copy {
  readonly bytes: Uint8Array;
  readonly version: XlVersion;
  readonly object: XlObject;
}

function versionOf({ files, versionId }: Fixture, drive: number): Copy {
  const bytes = bytesOf(files[drive] ?? '');
  const { versions } = readXlMeta(bytes);
  const version = versions.find((each) => versionId === undefined || each.versionId === versionId);
  if (version?.object === undefined) throw new Error('no such version');
  return { bytes, version, object: version.object };
}

/** The stored bytes of a fixture that fits into one block: the data shards without their hashes, one behind the other. */
function storedBytes(fixture: Fixture): Uint8Array {
  const copies = fixture.files.map((_, drive) => versionOf(fixture, drive));
  const data = copies.filter(({ object: { erasure } }) => erasure.index <= erasure.data);
  const shards = data
    .toSorted((a, b) => a.object.erasure.index - b.object.erasure.index)
    .map(({ bytes, version }) => inlineData(bytes, version.versionId)?.bytes.subarray(HASH_BYTES) ?? bytes);
  return joinBytes([...shards, new Uint8Array(0)]).subarray(0, copies[0]?.object.parts[0]?.storedBytes);
}

function kmsKey({ kesKey, builtinKey: builtin }: Fixture) {
  return builtin === undefined ? readKesKey(kesKey ?? '') : builtinKey(builtin);
}

function objectKey(
  fixture: Fixture,
  facts: ObjectEncryptionFacts,
  { bucket, key } = fixture,
): Uint8Array | undefined {
  const { mode, clientContext, kmsCiphertext, iv, sealedKey, sealAlgorithm } = facts;
  const dataKey =
    mode === 'sse-c'
      ? fromBase64(fixture.customerKey ?? '')
      : openWithKesKey(crypto, kmsKey(fixture), {
          ciphertext: kmsCiphertext ?? new Uint8Array(0),
          context: contextBytes({
            mode,
            bucket,
            key,
            ...(clientContext === undefined ? {} : { clientContext }),
          }),
        });
  if (dataKey === undefined) return undefined;
  const kek = keyEncryptionKey(crypto, dataKey, { iv, mode, bucket, key, sealAlgorithm });
  return openSealedKey(crypto, kek, sealedKey);
}

function factsOf(fixture: Fixture): ObjectEncryptionFacts {
  const facts = encryptionOf(versionOf(fixture, 0).object);
  if (facts === undefined) throw new Error('not encrypted');
  return facts;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const sealed = fixtures.filter(({ name, configPath }) => configPath === undefined && !name.endsWith('plain'));

describe.each(fixtures)('what MinIO wrote: $name', (fixture) => {
  it.each(fixture.files)('%s is read to its last byte, checksum right, nothing unknown', (file) => {
    const bytes = bytesOf(file);
    const meta = readXlMeta(bytes);
    expect(meta).toMatchObject({
      major: 1,
      minor: 3,
      headerVersion: 3,
      metaVersion: 3,
      checksum: { ok: true },
    });
    let at = 0;
    for (const region of meta.regions) {
      expect(region.offset).toBe(at);
      at += region.length;
    }
    expect(at).toBe(bytes.length);
    expect(meta.regions.filter(({ kind }) => kind === 'unknown')).toEqual([]);
  });

  it('has a sentence for every field, and finds every field in the file', () => {
    for (const { bytes, version } of fixture.files.map((_, drive) => versionOf(fixture, drive))) {
      const views = fieldsOf(version);
      expect(views.filter(({ meaning }) => /does not know/.test(meaning))).toEqual([]);
      const { regions } = readXlMeta(bytes);
      expect(regions.filter(({ meaning }) => /does not know/.test(meaning))).toEqual([]);
      expect(regions.map(({ label }) => label)).toEqual(
        expect.arrayContaining(views.map(({ path }) => path)),
      );
    }
  });
});

describe.each(sealed)('from the drives to the plaintext: $name', (fixture) => {
  it('opens with the key of the KMS under its own name, and under no other', () => {
    const facts = factsOf(fixture);
    expect(objectKey(fixture, facts)).toHaveLength(32);
    expect(objectKey(fixture, facts, { ...fixture, key: 'another' })).toBeUndefined();
    expect(objectKey(fixture, facts, { ...fixture, bucket: 'another' })).toBeUndefined();
  });
});

describe.each(sealed.filter(isInline))('the content of $name', (fixture) => {
  it('is what was uploaded, and so is its MD5', () => {
    const facts = factsOf(fixture);
    const key = objectKey(fixture, facts) ?? new Uint8Array(32);
    const stored = storedBytes(fixture);
    const opened = stored.length === 0 ? stored : openDareBuffer(crypto, key, stored);
    expect(sha256(opened ?? new Uint8Array(1))).toBe(fixture.sha256);
    const etag = openEtag(crypto, key, versionOf(fixture, 0).object.user.get('etag') ?? '');
    expect(etag).toHaveLength(16);
    if (facts.mode === 'sse-s3') expect(toHex(etag ?? key)).toBe(fixture.md5);
  });
});

describe.each(sealed.filter(({ name }) => !name.endsWith('sse-c')))('the data key of $name', (fixture) => {
  it('is in the form of its KMS', () => {
    const { kmsCiphertext = new Uint8Array(0) } = factsOf(fixture);
    const form = fixture.name.startsWith('kes23') ? 'msgpack' : 'raw';
    expect(readKmsCiphertext(kmsCiphertext)[0]).toMatchObject({ form });
  });
});

it('the checksum that the client sent opens with the object key', () => {
  const fixture = fixtureOf('kes24-sse-s3');
  const { object } = versionOf(fixture, 0);
  const key = objectKey(fixture, factsOf(fixture)) ?? new Uint8Array(32);
  const stored = object.system.get('x-minio-internal-crc') ?? new Uint8Array(0);
  expect(stored.length).toBeGreaterThan(16);
  const opened = openLabelled(crypto, key, { label: 'object-checksum', sealed: stored });
  expect(opened?.length).toBeGreaterThan(4);
});

describe('an object of several versions', () => {
  const fixture = fixtureOf('kes24-versions');

  it('has its delete marker first, and each version inline by its own id', () => {
    const bytes = bytesOf(fixture.files[0] ?? '');
    const { versions } = readXlMeta(bytes);
    expect(versions.map(({ kind }) => kind)).toEqual(['delete-marker', 'object', 'object']);
    for (const { versionId, kind } of versions)
      expect(inlineData(bytes, versionId) !== undefined).toBe(kind === 'object');
  });
});

it('an object in parts has their numbers, sizes and marker', () => {
  const fixture = fixtureOf('kes24-multipart');
  const { object, version } = versionOf(fixture, 0);
  expect(factsOf(fixture)).toMatchObject({ isMultipart: true, actualSize: 2 * 5 * 1024 * 1024 + 100 });
  expect(object.parts.map(({ number, plainBytes }) => [number, plainBytes])).toEqual([
    [2, 5 * 1024 * 1024],
    [5, 5 * 1024 * 1024],
    [7, 100],
  ]);
  expect(version.flags.isInline).toBe(false);
});

describe.each(fixtures.filter(({ configPath }) => configPath !== undefined))(
  'MinIO’s own file: $name',
  (fixture) => {
    const blob = () => readConfigBlob(storedBytes(fixture));
    const open = (path: string) => {
      const { kmsCiphertext: ciphertext } = blob();
      return openWithKesKey(crypto, kmsKey(fixture), { ciphertext, context: configContextBytes(path) });
    };

    it('opens to JSON with the data key that is bound to its path', () => {
      expect(isPlainConfig(storedBytes(fixture))).toBe(false);
      const dataKey = open(fixture.configPath ?? '');
      const opened = openConfigBlob(crypto, blob(), dataKey ?? new Uint8Array(32));
      const text = new TextDecoder().decode(opened);
      expect(JSON.parse(text)).toMatchObject({ version: 1 });
      if (fixture.name.includes('identity')) expect(text).toContain('fixture-user-secret');
    });

    it('does not open under another path', () => {
      expect(open('config/config.json')).toBeUndefined();
    });
  },
);
