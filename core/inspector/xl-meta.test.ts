import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { encodeXlMeta, joinBytes } from '../testing/fake-xl-meta.ts';
import { parseXlMeta, sealedKeyOf } from './xl-meta.ts';

const PREFIX = 'X-Minio-Internal-Server-Side-Encryption';
const sealed = btoa('s'.repeat(64));

function fileWith(system: Readonly<Record<string, string>>): Uint8Array {
  return encodeXlMeta({
    system,
    data: 2,
    parity: 2,
    index: 3,
    sizeBytes: 1024,
    inline: new Uint8Array(64).fill(9),
  });
}

const whole = fileWith({ [`${PREFIX}-S3-Sealed-Key`]: sealed, [`${PREFIX}-S3-Kms-Key-Id`]: 'my-key' });

/** A value, or an error that says what is wrong; anything else fails the test. */
function readOrRefuse(bytes: Uint8Array): 'read' | 'refused' {
  try {
    for (const version of parseXlMeta(bytes)) sealedKeyOf(version);
    return 'read';
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(SealabError);
    expect(thrown).toMatchObject({ code: 'damaged-file' });
    return 'refused';
  }
}

describe('an xl.meta', () => {
  it('is read with its metadata and its place in the erasure set', () => {
    expect(parseXlMeta(whole)).toEqual([
      {
        kind: 'object',
        system: { [`${PREFIX}-S3-Sealed-Key`]: sealed, [`${PREFIX}-S3-Kms-Key-Id`]: 'my-key' },
        user: { 'content-type': 'text/plain' },
        erasure: { data: 2, parity: 2, index: 3 },
      },
    ]);
  });

  it('is read from the middle of a larger buffer', () => {
    const shifted = joinBytes([new Uint8Array(5), whole]).subarray(5);
    expect(parseXlMeta(shifted)).toEqual(parseXlMeta(whole));
  });

  it('with a delete marker on top has two versions', () => {
    const object = encode({ Type: 1, V2Obj: { EcM: 1, EcN: 0, EcIndex: 1, MetaSys: null } });
    const marker = encode({ Type: 2, DelObj: { MTime: 1 } });
    const header = encode(new Uint8Array(3));
    const meta = joinBytes([encode(3), encode(3), encode(2), header, encode(marker), header, encode(object)]);
    const bytes = joinBytes([
      new TextEncoder().encode('XL2 '),
      Uint8Array.of(1, 0, 3, 0, 0xc6, 0, 0, 0, meta.length),
      meta,
    ]);
    expect(parseXlMeta(bytes).map((version) => version.kind)).toEqual(['delete-marker', 'object']);
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['an older format', new TextEncoder().encode('{"version":"1.0.1","format":"xl"}')],
    ['another major version', Uint8Array.of(...whole.subarray(0, 4), 2, 0, ...whole.subarray(6))],
    ['an older minor version', Uint8Array.of(...whole.subarray(0, 6), 2, 0, ...whole.subarray(8))],
    [
      'a length beyond its end',
      Uint8Array.of(...whole.subarray(0, 9), 0xff, 0xff, 0xff, 0xff, ...whole.subarray(13)),
    ],
  ])('that is %s is damaged', (_what, bytes) => {
    expect(readOrRefuse(bytes)).toBe('refused');
  });

  it('cut anywhere before the end of its versions is damaged', () => {
    const end = 13 + new DataView(whole.buffer, whole.byteOffset).getUint32(9);
    for (let length = 0; length < end; length += 1)
      expect(readOrRefuse(whole.subarray(0, length)), String(length)).toBe('refused');
  });

  it('with any byte changed is read or refused, and never anything else', () => {
    for (let at = 0; at < whole.length; at += 1) {
      for (const value of [0, 1, 0x7f, 0x80, 0xc1, 0xc6, 0xdd, 0xdf, 0xff]) {
        const bytes = whole.slice();
        bytes[at] = value;
        readOrRefuse(bytes);
      }
    }
  });

  it('of random bytes behind a right beginning is read or refused, and never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, hasLength) => {
        const length = hasLength ? noise.length : 0xffff;
        const start = Uint8Array.of(
          0x58,
          0x4c,
          0x32,
          0x20,
          1,
          0,
          3,
          0,
          0xc6,
          0,
          0,
          length >> 8,
          length & 0xff,
        );
        readOrRefuse(joinBytes([start, noise]));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the sealed key', () => {
  it.each([
    ['sse-s3', 'S3-Sealed-Key', 'my-key'],
    ['sse-kms', 'Kms-Sealed-Key', 'other-key'],
    ['sse-c', 'Sealed-Key', undefined],
  ] as const)('of %s is found under its name', (mode, name, keyName) => {
    const [version] = parseXlMeta(
      fileWith({
        [`${PREFIX}-${name}`]: sealed,
        ...(keyName === undefined ? {} : { [`${PREFIX}-S3-Kms-Key-Id`]: keyName }),
      }),
    );
    expect(version && sealedKeyOf(version)).toEqual({ mode, bytes: new Uint8Array(64).fill(0x73), keyName });
  });

  it('of an object that is not encrypted is not there', () => {
    const [version] = parseXlMeta(fileWith({ 'x-minio-internal-inline-data': 'true' }));
    expect(version && sealedKeyOf(version)).toBeUndefined();
  });

  it('that is no base64 is a damaged file', () => {
    expect(readOrRefuse(fileWith({ [`${PREFIX}-S3-Sealed-Key`]: 'not base64!' }))).toBe('refused');
  });
});
