import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, joinBytes, sameBytes } from '#core/bytes.ts';
import { openConfigBlob, readConfigBlob } from '#core/inspector/config-blob.ts';
import { openDareBuffer } from '#core/inspector/dare-buffer.ts';
import { encryptionOf } from '#core/inspector/encryption.ts';
import { fieldsOf } from '#core/inspector/fields.ts';
import { builtinKey, openWithKesKey, readKesKey } from '#core/inspector/kes-key.ts';
import { readKmsCiphertext } from '#core/inspector/kms-ciphertext.ts';
import { contextBytes } from '#core/inspector/kms-context.ts';
import { openEtag } from '#core/inspector/object-key.ts';
import { inlineData, readXlMeta } from '#core/inspector/xl-meta.ts';
import { SealabError } from '#shared/errors.ts';
import { createCrypto } from '../system/crypto.ts';
import { bytesOf, fixtures } from './testing/fixtures.ts';

/** `npm run fuzz` sets 100,000. */
const RUNS = Number(process.env['SEALAB_FUZZ_RUNS'] ?? '500');
const TIMEOUT_MS = 30_000 + RUNS * 10;
/** One case of a few kilobytes takes microseconds; what takes longer than this grows faster than its input. */
const SLOWEST_MS = 1000;

const crypto = createCrypto();
const files = fixtures.flatMap((fixture) => fixture.files.map(bytesOf));

const edit = fc.record({
  kind: fc.constantFrom('set', 'flip', 'insert', 'delete', 'repeat', 'cut'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  /** Bytes that mean something to a parser come more often than by chance. */
  byte: fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0, 0x7f, 0x80, 0xc0, 0xc6, 0xcf, 0xdd, 0xdf, 0xff),
  ),
  length: fc.integer({ min: 1, max: 40 }),
});
type Edit = Parameters<Parameters<typeof edit.map>[0]>[0];

function apply(bytes: Uint8Array, { kind, at, byte, length }: Edit): Uint8Array {
  const from = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
  if (kind === 'cut') return before.slice();
  if (kind === 'insert') return joinBytes([before, new Uint8Array(length).fill(byte), after]);
  if (kind === 'delete') return joinBytes([before, after.subarray(length)]);
  if (kind === 'repeat') return joinBytes([before, after.subarray(0, length), after]);
  const changed = bytes.slice();
  if (from < changed.length) changed[from] = kind === 'set' ? byte : (changed[from] ?? 0) ^ (1 << (byte & 7));
  return changed;
}

/** Real bytes with one to four changes, or bytes of no origin at all. */
const damagedCopy = (originals: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom(...originals), fc.array(edit, { minLength: 1, maxLength: 4 }))
        .map(([bytes, edits]) => edits.reduce(apply, bytes)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );

/** Reads or refuses with a typed error that holds no value, and quickly. */
function readOrRefuse(read: () => void): void {
  const start = performance.now();
  try {
    read();
  } catch (thrown) {
    if (!(thrown instanceof SealabError)) throw thrown;
    expect(['damaged-file', 'unsupported']).toContain(thrown.code);
    expect(thrown.message.length).toBeLessThan(300);
  }
  expect(performance.now() - start).toBeLessThan(SLOWEST_MS);
}

function fuzz<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): void {
  fc.assert(
    fc.property(arbitrary, (value) => check(value)),
    { numRuns: RUNS },
  );
}

describe('whatever the bytes are', { timeout: TIMEOUT_MS }, () => {
  it('an xl.meta is read or refused, and every byte of it keeps one meaning', () => {
    fuzz(damagedCopy(files), (bytes) =>
      readOrRefuse(() => {
        const meta = readXlMeta(bytes);
        let at = 0;
        for (const region of meta.regions) {
          expect(region.offset).toBe(at);
          at += region.length;
        }
        expect(at).toBe(bytes.length);
        for (const version of meta.versions) {
          expect(fieldsOf(version).length).toBeLessThan(bytes.length * 2 + 40);
          readOrRefuse(() => version.object && encryptionOf(version.object));
          readOrRefuse(() => inlineData(bytes, version.versionId));
        }
      }),
    );
  });

  const ciphertexts = files.flatMap((file) => {
    const object = readXlMeta(file).versions.find((version) => version.object !== undefined)?.object;
    const facts = object && encryptionOf(object);
    return facts?.kmsCiphertext === undefined ? [] : [facts.kmsCiphertext];
  });
  const json = new TextEncoder().encode(
    '{"aead":"ChaCha20Poly1305","iv":"JbI+vwvYww1lCb5VpkAFuQ==","nonce":"ARjIjJxBSD541Gz8","bytes":"KCbEc2sA0TLvA7aWTWa23AdccVfJMpOxwgG8hm+4PaNrxYfy1xFWZg2gEenVrOgv"}',
  );

  it('a sealed data key is taken apart or refused, and opens with no wrong key', () => {
    const key = readKesKey(`{"bytes":"${'A'.repeat(43)}="}`);
    fuzz(damagedCopy([...ciphertexts, json]), (bytes) =>
      readOrRefuse(() => {
        for (const { iv, nonce, sealed } of readKmsCiphertext(bytes)) {
          expect([iv.length, nonce.length]).toEqual([16, 12]);
          expect(sealed.length).toBeGreaterThanOrEqual(16);
        }
        expect(openWithKesKey(crypto, key, { ciphertext: bytes, context: json })).toBeUndefined();
      }),
    );
  });

  const protobuf = fromBase64(
    'CiQKIMiHG7XrN94FuwblJJor4f7f6rbqAl7DwsLaiIoyz0D2EAESJAognLXl4yqa4cjZTcSbsU6sNnN8kP9ARWkXwa20YQZa9HgQARoMCNithK0GEID67qYDIkAzZWNmY2RmMzhmY2JlMTQxYWUyNmExMDMwZjgxZTk2Yjc1MzM2NWE0Njc2MGFlNmI1Nzg2OThhOTdjNTlmZDIy',
  );

  it('a KES key in a protobuf is read or refused', () => {
    fuzz(damagedCopy([protobuf]), (bytes) =>
      readOrRefuse(() => expect(readKesKey(Buffer.from(bytes).toString('base64')).key).toHaveLength(32)),
    );
  });

  it('a KES key in JSON, and MinIO’s built-in key, are read or refused', () => {
    const value = `{"version":"v1","bytes":"${'A'.repeat(43)}=","algorithm":"AES256","created_at":"2026-11-21T17:00:00Z"}`;
    const texts = [value, `my-key:${'A'.repeat(43)}=`].map((text) => new TextEncoder().encode(text));
    fuzz(damagedCopy(texts), (bytes) => {
      const text = new TextDecoder().decode(bytes);
      readOrRefuse(() => expect(readKesKey(text).key).toHaveLength(32));
      readOrRefuse(() => expect(builtinKey(text).key).toHaveLength(32));
    });
  });

  /** MinIO `internal/crypto/sse_test.go`, and an ETag of `cmd/encryption-v1_test.go` under the key of zeros. */
  const etag =
    '20000f00f27834c9a2654927546df57f9e998187496394d4ee80f3d9978f85f3c7d81f72600cdbe03d80dc5a13d69354';
  const zeroKey = new Uint8Array(32);
  const message = new Uint8Array(Buffer.from(etag, 'hex'));
  const etagKey = crypto.hmacSha256(zeroKey, new TextEncoder().encode('SSE-etag'));

  it('a DARE message opens when it is what was sealed, and never otherwise', () => {
    expect(openDareBuffer(crypto, etagKey, message)).toHaveLength(16);
    fuzz(damagedCopy([message]), (bytes) =>
      readOrRefuse(() => {
        const opened = openDareBuffer(crypto, etagKey, bytes);
        expect(opened !== undefined).toBe(sameBytes(bytes, message));
      }),
    );
  });

  it('an ETag is opened, taken as it is, or refused', () => {
    fuzz(fc.oneof(fc.string(), damagedCopy([new TextEncoder().encode(etag)])), (value) => {
      const text = typeof value === 'string' ? value : new TextDecoder().decode(value);
      readOrRefuse(() => expect(openEtag(crypto, zeroKey, text)?.length ?? 0).toBeLessThanOrEqual(16));
    });
  });

  const blobs = files.flatMap((file) => {
    const inline = inlineData(file, 'null')?.bytes.subarray(32);
    return inline?.[0] === 1 && inline[5] === 0x7b ? [inline.slice()] : [];
  });

  it('a configuration file is read or refused, and opens with no wrong key', () => {
    expect(blobs.length).toBeGreaterThan(2);
    fuzz(damagedCopy(blobs), (bytes) =>
      readOrRefuse(() => expect(openConfigBlob(crypto, readConfigBlob(bytes), zeroKey)).toBeUndefined()),
    );
  });

  it('a context is JSON that says the same, in ASCII where Go escapes', () => {
    const text = fc.string({ unit: 'grapheme' });
    fuzz(fc.tuple(text, text, fc.dictionary(text, text)), ([bucket, key, clientContext]) => {
      const bytes = contextBytes({ mode: 'sse-kms', bucket: `b${bucket}`, key, clientContext });
      const written = new TextDecoder().decode(bytes);
      const read: unknown = JSON.parse(written);
      expect(read).toMatchObject(clientContext);
      expect(Object.keys(Object(read))).toHaveLength(
        Object.keys({ ...clientContext, [`b${bucket}`]: '' }).length,
      );
      expect(written).not.toMatch(/[<>&\u2028\u2029]/);
    });
  });
});
