import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { joinBytes } from '../bytes.ts';
import { encodeXlMeta } from '../testing/fake-xl-meta.ts';
import { encryptionOf } from './encryption.ts';
import { inlineData, readXlMeta, type XlMeta } from './xl-meta.ts';
import { xxHash64Low } from './xx-hash.ts';

const PREFIX = 'X-Minio-Internal-Server-Side-Encryption';
const SYSTEM = {
  [`${PREFIX}-Iv`]: btoa('i'.repeat(32)),
  [`${PREFIX}-Seal-Algorithm`]: 'DAREv2-HMAC-SHA256',
  [`${PREFIX}-S3-Sealed-Key`]: btoa('s'.repeat(64)),
  [`${PREFIX}-S3-Kms-Key-Id`]: 'my-key',
  [`${PREFIX}-S3-Kms-Sealed-Key`]: btoa('k'.repeat(76)),
};
const SHARD = new Uint8Array(544).fill(9);

function fileWith(system: Readonly<Record<string, string>>): Uint8Array {
  return encodeXlMeta({ system, data: 2, parity: 2, index: 3, sizeBytes: 1024, inline: SHARD });
}

const whole = fileWith(SYSTEM);

/** `cmd/testdata/xl.meta` of MinIO, which its tests read as version 1.0. */
const VERSION_1_0 = Uint8Array.from(
  atob(
    'WEwyIDEgICCBqFZlcnNpb25zkYKkVHlwZQGlVjJPYmreABGiSUTEEAAAAAAAAAAAAAAAAAAAAACkRERpcsQQcIaSd+O5Qemm' +
      'yAwZOttfmqZFY0FsZ28Bo0VjTQKjRWNOAqdFY0JTaXpl0gCgAACnRWNJbmRleAOmRWNEaXN0lAMEAQKoQ1N1bUFsZ28BqFBh' +
      'cnROdW1zkQGpUGFydEVUYWdzkaCpUGFydFNpemVzkdEZUqpQYXJ0QVNpemVzkdEZUqRTaXpl0RlSpU1UaW1l0xZY71xHuqcN' +
      'p01ldGFTeXOAp01ldGFVc3KCpGV0YWfZIGViNDYwYTcwZTllN2ViMGYzNmIyZTI4NTEyMzE4YmIwrGNvbnRlbnQtdHlwZbBh' +
      'cHBsaWNhdGlvbi9qc29u',
  ),
  (character) => character.charCodeAt(0),
);

function indexed(versions: readonly Uint8Array[], { layout = 3 } = {}): Uint8Array {
  const meta = joinBytes([
    encode(layout),
    encode(3),
    encode(versions.length / 2),
    ...versions.map((each) => encode(each)),
  ]);
  return enveloped(meta, 3);
}

function enveloped(meta: Uint8Array, minor: number): Uint8Array {
  const checksum = encode(xxHash64Low(meta));
  const head = Uint8Array.of(0x58, 0x4c, 0x32, 0x20, 1, 0, minor, 0);
  return joinBytes([head, encode(meta), ...(minor >= 2 ? [checksum] : [])]);
}

const ZERO_ID = new Uint8Array(16);
const MARKER = encode({ Type: 2, DelObj: { ID: ZERO_ID, MTime: 2 }, v: 0 });
const MARKER_HEADER = encode([ZERO_ID, 2, new Uint8Array(4), 2, 0, 0, 0]);

function expectDamaged(bytes: Uint8Array): SealabError {
  try {
    readXlMeta(bytes);
  } catch (thrown) {
    if (thrown instanceof SealabError && thrown.code === 'damaged-file') return thrown;
    throw thrown;
  }
  throw new Error('it was read');
}

function expectToCover({ regions }: XlMeta, length: number): void {
  let at = 0;
  for (const region of regions) {
    expect(region.offset).toBe(at);
    expect(region.length).toBeGreaterThan(0);
    at += region.length;
  }
  expect(at).toBe(length);
}

describe('an xl.meta', () => {
  it('is read with its versions, its place in the erasure set and its checksum', () => {
    const { versions, checksum, ...meta } = readXlMeta(whole);
    expect(meta).toMatchObject({ major: 1, minor: 3, headerVersion: 3, metaVersion: 3 });
    expect(checksum?.ok).toBe(true);
    expect(versions).toHaveLength(1);
    expect(versions[0]).toMatchObject({
      versionId: 'null',
      kind: 'object',
      modifiedNs: 1_795_255_200_000_000_000n,
      object: {
        dataDir: '07070707-0707-0707-0707-070707070707',
        erasure: { data: 2, parity: 2, index: 3, blockBytes: 1_048_576, distribution: [1, 2, 3, 4] },
        parts: [{ number: 1, storedBytes: 1024 }],
        sizeBytes: 1024,
      },
    });
    expect(versions[0]?.object?.user).toEqual(new Map([['content-type', 'text/plain']]));
  });

  it('is read from the middle of a larger buffer', () => {
    const shifted = joinBytes([new Uint8Array(5), whole]).subarray(5);
    expect(readXlMeta(shifted).versions).toEqual(readXlMeta(whole).versions);
    expect(inlineData(shifted, 'null')).toEqual(inlineData(whole, 'null'));
  });

  it('gives the shard that lies inside it, with its offset in the file', () => {
    const inline = inlineData(whole, 'null');
    expect(inline?.bytes).toEqual(SHARD);
    expect(whole.subarray(inline?.offset)).toEqual(SHARD);
    expect(inlineData(whole, 'another')).toBeUndefined();
  });

  it('has a meaning for every byte, and every field where it lies', () => {
    const meta = readXlMeta(whole);
    expectToCover(meta, whole.length);
    expect(meta.regions.some(({ kind }) => kind === 'unknown')).toBe(false);
    const key = meta.regions.find(({ link }) => link === 'sealed-key');
    expect(new TextDecoder().decode(whole.subarray(key?.offset).subarray(0, key?.length))).toContain(
      btoa('s'.repeat(64)),
    );
    expect(meta.regions.find(({ kind }) => kind === 'xl-checksum')?.check).toBe('ok');
  });

  it('with one changed byte in its versions says that its checksum is wrong', () => {
    const changed = whole.slice();
    const at = changed.length - SHARD.length - 40;
    changed[at] = (changed[at] ?? 0) ^ 1;
    const meta = readXlMeta(changed);
    expect(meta.checksum?.ok).toBe(false);
    expect(meta.regions.find(({ kind }) => kind === 'xl-checksum')?.check).toBe('failed');
  });

  it('of version 1.0 has neither checksum nor headers', () => {
    const meta = readXlMeta(VERSION_1_0);
    expect(meta).toMatchObject({ major: 1, minor: 0 });
    expect(meta.checksum).toBeUndefined();
    expect(meta.versions).toMatchObject([
      {
        versionId: 'null',
        kind: 'object',
        object: {
          dataDir: '70869277-e3b9-41e9-a6c8-0c193adb5f9a',
          erasure: { data: 2, parity: 2, index: 3, blockBytes: 10_485_760, distribution: [3, 4, 1, 2] },
          parts: [{ number: 1, storedBytes: 6482, plainBytes: 6482 }],
        },
      },
    ]);
    expect(meta.versions[0]?.object?.user.get('etag')).toBe('eb460a70e9e7eb0f36b2e28512318bb0');
    expectToCover(meta, VERSION_1_0.length);
  });

  it.each([1, 2])('of version 1.%i is read, newest version first', (minor) => {
    const older = encode({ Type: 2, DelObj: { ID: new Uint8Array(16).fill(1), MTime: 1 } });
    const list = joinBytes([Uint8Array.of(0x92), older, MARKER]);
    const bytes = enveloped(joinBytes([Uint8Array.of(0x81), encode('Versions'), list]), minor);
    const meta = readXlMeta(bytes);
    expect(meta.versions.map(({ versionId }) => versionId)).toEqual([
      'null',
      '01010101-0101-0101-0101-010101010101',
    ]);
    expect(meta.checksum?.ok).toBe(minor === 1 ? undefined : true);
    expectToCover(meta, bytes.length);
  });

  it('with a delete marker on top has two versions', () => {
    const meta = readXlMeta(indexed([MARKER_HEADER, MARKER, MARKER_HEADER, MARKER]));
    expect(meta.versions.map(({ kind }) => kind)).toEqual(['delete-marker', 'delete-marker']);
  });

  it('with the shorter headers of before 2023 is read', () => {
    const header = encode([ZERO_ID, 2, new Uint8Array(4), 2, 0]);
    expect(readXlMeta(indexed([header, MARKER], { layout: 2 })).headerVersion).toBe(2);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /cut short/],
    ['the JSON of before 2020', new TextEncoder().encode('{"version":"1.0.1","format":"xl"}'), /XL2/],
    ['another major version', Uint8Array.of(...whole.subarray(0, 4), 2, 0, ...whole.subarray(6)), /2\.3/],
    [
      'a length beyond its end',
      Uint8Array.of(...whole.subarray(0, 9), 0xff, 0xff, 0xff, 0xff, ...whole.subarray(13)),
      /announced/,
    ],
    [
      'a version that is another than its header says',
      indexed([encode([ZERO_ID, 2, new Uint8Array(4), 1, 0, 0, 0]), MARKER]),
      /disagree/,
    ],
    [
      'more versions than bytes',
      enveloped(joinBytes([encode(3), encode(3), encode(1_000_000)]), 3),
      /announced/,
    ],
  ])('that is %s is damaged, and says why', (_what, bytes, why) => {
    expect(expectDamaged(bytes).message).toMatch(why);
  });

  it('cut anywhere before the end of its versions is damaged', () => {
    const end = (inlineData(whole, 'null')?.offset ?? 0) - 20;
    for (let length = 0; length < end; length += 1) expectDamaged(whole.subarray(0, length));
  });
});

describe('the encryption', () => {
  const factsOf = (system: Readonly<Record<string, string>>) => {
    const object = readXlMeta(fileWith(system)).versions[0]?.object;
    return object && encryptionOf(object);
  };

  it('of SSE-S3 has everything that opens it but the data key', () => {
    expect(factsOf(SYSTEM)).toEqual({
      mode: 'sse-s3',
      iv: new Uint8Array(32).fill(0x69),
      sealAlgorithm: 'DAREv2-HMAC-SHA256',
      sealedKey: new Uint8Array(64).fill(0x73),
      keyName: 'my-key',
      kmsCiphertext: new Uint8Array(76).fill(0x6b),
      isMultipart: false,
    });
  });

  it('of SSE-KMS has the client’s context, whatever its names are', () => {
    const { [`${PREFIX}-S3-Sealed-Key`]: sealed = '', ...rest } = SYSTEM;
    const context = '{"__proto__":"a","b":"c"}';
    const facts = factsOf({
      ...rest,
      [`${PREFIX}-Kms-Sealed-Key`]: sealed,
      [`${PREFIX}-Context`]: btoa(context),
    });
    expect(facts?.mode).toBe('sse-kms');
    expect(JSON.stringify(facts?.clientContext)).toBe(context);
  });

  it('of SSE-C names no KMS key', () => {
    const facts = factsOf({
      [`${PREFIX}-Iv`]: btoa('i'.repeat(32)),
      [`${PREFIX}-Seal-Algorithm`]: 'DARE-SHA256',
      [`${PREFIX}-Sealed-Key`]: btoa('s'.repeat(64)),
      'X-Minio-Internal-Encrypted-Multipart': '',
      'X-Minio-Internal-actual-size': '5',
    });
    expect(facts).toMatchObject({
      mode: 'sse-c',
      isMultipart: true,
      actualSize: 5,
      sealAlgorithm: 'DARE-SHA256',
    });
    expect(facts?.keyName).toBeUndefined();
  });

  it('of an object that is not encrypted is not there', () => {
    expect(factsOf({ 'x-minio-internal-inline-data': 'true' })).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, RegExp]>([
    ['no base64', { [`${PREFIX}-S3-Sealed-Key`]: 'not base64!' }, /not base64/],
    ['a short sealed key', { [`${PREFIX}-S3-Sealed-Key`]: btoa('short') }, /5 bytes/],
    ['no IV', { [`${PREFIX}-Iv`]: undefined }, /no .*-Iv/],
    ['an algorithm that SSE-S3 never had', { [`${PREFIX}-Seal-Algorithm`]: 'DARE-SHA256' }, /DARE-SHA256/],
    ['a key name alone', { [`${PREFIX}-S3-Kms-Sealed-Key`]: undefined }, /not both/],
    ['no sealed key', { [`${PREFIX}-S3-Sealed-Key`]: undefined }, /no sealed object key/],
  ])('with %s is damaged, and says why', (_what, change, why) => {
    const merged = Object.entries({ ...SYSTEM, ...change });
    const system = Object.fromEntries(
      merged.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    expect(() => factsOf(system)).toThrow(why);
  });
});
