import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { fromBase64, joinBytes, toHex } from '#core/bytes.ts';
import { isPlainConfig, openConfigBlob, readConfigBlob } from '#core/inspector/config-blob.ts';
import { openDareBuffer } from '#core/inspector/dare-buffer.ts';
import { builtinKey, openWithKesKey, readKesKey } from '#core/inspector/kes-key.ts';
import { readKmsCiphertext } from '#core/inspector/kms-ciphertext.ts';
import { boundPath, configContextBytes, contextBytes } from '#core/inspector/kms-context.ts';
import {
  keyEncryptionKey,
  openEtag,
  openLabelled,
  openSealedKey,
  partKey,
} from '#core/inspector/object-key.ts';
import { xxHash64Low } from '#core/inspector/xx-hash.ts';
import { createCrypto } from '../system/crypto.ts';

const crypto = createCrypto();
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);
const base64 = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('base64');
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

const ZERO_KEY = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const OTHER_KEY = 'dDHbTWgo+Yh3u804SYB5OyVMy6RiLeJYBQth1f6KlEU=';

describe('the context of a data key', () => {
  it('is bucket and name for SSE-S3, whatever the client gave', () => {
    const clientContext = { a: 'b' };
    expect(text(contextBytes({ mode: 'sse-s3', bucket: 'photos', key: 'a.txt', clientContext }))).toBe(
      '{"photos":"photos/a.txt"}',
    );
  });

  it('has the client’s entries for SSE-KMS, in the order of their UTF-8 bytes', () => {
    const clientContext = { '\u{1f511}': '1', '\uffee': '2', B: '3', a: '4' };
    expect(text(contextBytes({ mode: 'sse-kms', bucket: 'm', key: 'k', clientContext }))).toBe(
      '{"B":"3","a":"4","m":"m/k","\uffee":"2","\u{1f511}":"1"}',
    );
  });

  it('leaves an entry under the bucket’s name as the client wrote it', () => {
    const clientContext = { m: 'mine' };
    expect(text(contextBytes({ mode: 'sse-kms', bucket: 'm', key: 'k', clientContext }))).toBe(
      '{"m":"mine"}',
    );
  });

  it('escapes as Go does, which is not as JSON.stringify does', () => {
    const key = 'a<b>&"\\\n\r\t\b\f\u0001\u007f\u2028\u2029é漢\u{1f600}';
    expect(text(contextBytes({ mode: 'sse-s3', bucket: 'b', key }))).toBe(
      '{"b":"b/a\\u003cb\\u003e\\u0026\\"\\\\\\n\\r\\t\\u0008\\u000c\\u0001\u007f\\u2028\\u2029é漢\u{1f600}"}',
    );
  });

  it('takes any name, also one that is something special in JavaScript', () => {
    const clientContext: unknown = JSON.parse('{"__proto__":"x"}');
    expect(
      text(contextBytes({ mode: 'sse-kms', bucket: 'b', key: 'k', clientContext: Object(clientContext) })),
    ).toBe('{"__proto__":"x","b":"b/k"}');
  });

  it('of MinIO’s own files names their bucket', () => {
    expect(text(configContextBytes('config/iam/format.json'))).toBe(
      '{".minio.sys":".minio.sys/config/iam/format.json"}',
    );
  });

  it.each([
    ['b', 'a', 'b/a'],
    ['b', 'a/', 'b/a'],
    ['b', 'a//c', 'b/a/c'],
    ['b', './a/./c', 'b/a/c'],
    ['b', 'a/../c', 'b/c'],
    ['b', '../../c', '../c'],
    ['', 'a', 'a'],
    ['', '', ''],
    ['b', '', 'b'],
    ['b', '..', '.'],
    ['/b', '../../c', '/c'],
  ])('binds %s and %s as Go’s path.Join joins them', (bucket, key, joined) => {
    expect(boundPath(bucket, key)).toBe(joined);
  });
});

/** KES v0.24.0, `internal/crypto/key_test.go`, secretKeyDecryptTests: key, ciphertext, associated data, plaintext. */
const KES_VECTORS = [
  [
    'AES256',
    'json',
    ZERO_KEY,
    '{"aead":"AES-256-GCM-HMAC-SHA-256","iv":"xLxIN3tSCkg2xMafuvwUwg==","nonce":"gu0mGwUkwcvMEoi5","bytes":"WVgRjeIJm3w50C/l+y7y2i6mbNg5NCAqN1zvOYWZKmc="}',
    '',
    'AAAAAAAAAAAAAAAAAAAAAA==',
  ],
  [
    'ChaCha20',
    'json',
    ZERO_KEY,
    '{"aead":"ChaCha20Poly1305","iv":"s3fSZ6vk5m+DfQA8yZWeUg==","nonce":"8/kHMnCMs3h9NZ2a","bytes":"cw22HjLq/4cx8507SW4hhSrYbDiMuRao4b5+GE+XfbE="}',
    '',
    'AAAAAAAAAAAAAAAAAAAAAA==',
  ],
  [
    'ChaCha20',
    'json',
    ZERO_KEY,
    '{"aead":"ChaCha20Poly1305","id":"66687aadf862bd776c8fc18b8e9f8e20","iv":"EC0eZp7Pqt+LnkOae5xaAg==","nonce":"X1ejXKmH/ugFZPkk","bytes":"wIGBTDs6aOvsqJfekZ0PYRT/OHyFX2TXqeNwl1SLXOI="}',
    '',
    'AAAAAAAAAAAAAAAAAAAAAA==',
  ],
  [
    'AES256',
    'msgpack',
    ZERO_KEY,
    'lbFBRVMyNTYtR0NNX1NIQTI1NtkgNjY2ODdhYWRmODYyYmQ3NzZjOGZjMThiOGU5ZjhlMjDEEExv7LAd4oz0SaHZrX5LBufEDEKME1ow1CDfUFrqv8QgJuy7Sw+jVqz99TK1HV851LT3K4mwwDv46TB2ngWkAJQ=',
    '',
    'AAAAAAAAAAAAAAAAAAAAAA==',
  ],
  [
    'ChaCha20',
    'msgpack',
    ZERO_KEY,
    'lbJYQ0hBQ0hBMjAtUE9MWTEzMDXZIDY2Njg3YWFkZjg2MmJkNzc2YzhmYzE4YjhlOWY4ZTIwxBBAr+aptD4x2+qfOhiErbnkxAxYs8RmNC1JJXD1hiHEIJ2KqM0jjkME7ndx8nyVseesN83Np0rM5ejVUun+fNFu',
    '',
    'AAAAAAAAAAAAAAAAAAAAAA==',
  ],
  [
    'AES256',
    'raw',
    ZERO_KEY,
    'zwdDgHeRlIFRnJ7+DIhs/ka7GFK2CFSfDELqg1VCyTQzZ58o7MAdupMLk3ZjlMo2ZUDwldL2o41nAWDc',
    '',
    'AAAAAAAAAAAAAAAAAAAAAA==',
  ],
  [
    'AES256',
    'raw',
    OTHER_KEY,
    's2gmfQHeGdlyL8x1yEWSACUV3GrSoz3t160hugMgzKWgyqesXDVUJ5Dw5Mt076rR1PNiU9X4YjLH14D8a81t2r2xsz4gVZac',
    'AAAAAAAAAAAAAAAAAAAAAA==',
    'CLcJoykFCWZDkEIiUq9bJRqwCwW9ZDvdgu8EMA==',
  ],
  [
    'ChaCha20',
    'raw',
    OTHER_KEY,
    'gO4woRIswAJdjUjW7z2ApsSQxJlwB24yjLrmH4eI7sB0uh5nfEJfk9ybTPFft5FRFaZCVBmzhx7OJs9n0WWtxH3sySIxecIK',
    'AAAAAAAAAAAAAAAAAAAAAA==',
    'CLcJoykFCWZDkEIiUq9bJRqwCwW9ZDvdgu8EMA==',
  ],
] as const;

/** The same file: what KES refuses. */
const KES_REFUSED = [
  [
    'AES256',
    '{"aead":"AES-256-GCM","iv":"xLxIN3tSCkg2xMafuvwUwg==","nonce":"gu0mGwUkwcvMEoi5","bytes":"WVgRjeIJm3w50C/l+y7y2i6mbNg5NCAqN1zvOYWZKmc="}',
  ],
  [
    'AES256',
    '{"aead":"AES-256-GCM-HMAC-SHA-256","iv":"EjOY4JKqjIrPmQ5z1KSR8zlhggY=","nonce":"gu0mGwUkwcvMEoi5","bytes":"WVgRjeIJm3w50C/l+y7y2i6mbNg5NCAqN1zvOYWZKmc="}',
  ],
  [
    'ChaCha20',
    '{"aead":"ChaCha20Poly1305","iv":"s3fSZ6vk5m+DfQA8yZWeUg==","nonce":"SXAbms731/c=","bytes":"cw22HjLq/4cx8507SW4hhSrYbDiMuRao4b5+GE+XfbE="}',
  ],
  [
    'AES256',
    '{"aead":"AES-256-GCM-HMAC-SHA-256","iv":"xLxIN3tSCkg2xMafuvwUwg==","nonce":"gu0mGwUkwcvMEoi5","bytes":"QTza1g5oX3f9cGJMbY1xJwWPj1F7R2VnNl6XpFKYQy0="}',
  ],
  [
    'ChaCha20',
    '{"aead":"ChaCha20Poly1305","iv":"s3fSZ6vk5m+DfQA8yZWeUg==","nonce":"8/kHMnCMs3h9NZ2a","bytes":"TTi8pkO+Jh1JWAHvPxZeUk/iVoBPUCE4ZSVGBy3fW2s="}',
  ],
  [
    'AES256',
    '{"aead":"AES-256-GCM-HMAC-SHA-256" "iv":"xLxIN3tSCkg2xMafuvwUwg==","nonce":"gu0mGwUkwcvMEoi5","bytes":"WVgRjeIJm3w50C/l+y7y2i6mbNg5NCAqN1zvOYWZKmc="}',
  ],
] as const;

const kesKey = (key: string, algorithm: string) => readKesKey(JSON.stringify({ bytes: key, algorithm }));

describe('a sealed data key', () => {
  it.each(KES_VECTORS)(
    'of %s in the form %s opens as in KES’s own tests',
    (...[algorithm, form, key, ciphertext, context, plaintext]) => {
      const stored = ciphertext.startsWith('{') ? utf8(ciphertext) : fromBase64(ciphertext);
      expect(readKmsCiphertext(stored)[0]?.form).toBe(form);
      const opened = openWithKesKey(crypto, kesKey(key, algorithm), {
        ciphertext: stored,
        context: fromBase64(context),
      });
      expect(base64(opened)).toBe(plaintext);
    },
  );

  it.each(KES_REFUSED)('of %s that KES refuses is refused: %s', (algorithm, ciphertext) => {
    const sealed = { ciphertext: utf8(ciphertext), context: new Uint8Array(0) };
    expect(openWithKesKey(crypto, kesKey(ZERO_KEY, algorithm), sealed)).toBeUndefined();
  });

  it('does not open under another context, nor with another key', () => {
    const [, , key, ciphertext, context] = KES_VECTORS[6];
    const sealed = { ciphertext: fromBase64(ciphertext), context: fromBase64(context) };
    expect(openWithKesKey(crypto, kesKey(key, 'AES256'), { ...sealed, context: utf8('{}') })).toBeUndefined();
    expect(openWithKesKey(crypto, kesKey(ZERO_KEY, 'AES256'), sealed)).toBeUndefined();
  });

  it.each([0x95, 0x7b])('in the raw form that begins with 0x%s by chance opens', (first) => {
    const key = new Uint8Array(32).fill(3);
    const opened = Array.from({ length: 2000 }, (_, index) => rawCiphertext(key, index)).find(
      (ciphertext) => ciphertext[0] === first,
    );
    if (opened === undefined) throw new Error('no such ciphertext');
    const sealed = { ciphertext: opened, context: utf8('{}') };
    expect(toHex(openWithKesKey(crypto, kesKey(base64(key), 'AES256'), sealed) ?? key)).toBe('07'.repeat(32));
  });

  it('that is too short for any form is damaged', () => {
    expect(() => readKmsCiphertext(new Uint8Array(43))).toThrow(/43 bytes are too few/);
  });
});

/** As KES 0.24 writes it, with an IV that comes from a number. */
function rawCiphertext(key: Uint8Array, index: number): Uint8Array {
  const random = createHash('sha256').update(String(index)).digest().subarray(0, 28);
  const sealingKey = createHmac('sha256', key).update(random.subarray(0, 16)).digest();
  const cipher = createCipheriv('aes-256-gcm', sealingKey, random.subarray(16));
  cipher.setAAD(utf8('{}'));
  const sealed = [cipher.update(new Uint8Array(32).fill(7)), cipher.final(), cipher.getAuthTag(), random];
  return new Uint8Array(Buffer.concat(sealed));
}

describe('MinIO’s built-in key', () => {
  /** MinIO `internal/kms/secret-key_test.go`, decryptKeyTests. */
  const key = builtinKey('my-key:eEm+JI9/q4JhH8QwKvf3LKo4DEBl6QbfvAl1CAbMIv8=');

  it.each([
    [
      'zmS7NrG765UZ0ZN85oPjybelxqVvpz01vxsSpOISy2M=',
      '{"aead":"ChaCha20Poly1305","iv":"JbI+vwvYww1lCb5VpkAFuQ==","nonce":"ARjIjJxBSD541Gz8","bytes":"KCbEc2sA0TLvA7aWTWa23AdccVfJMpOxwgG8hm+4PaNrxYfy1xFWZg2gEenVrOgv"}',
      '{}',
    ],
    [
      'UnPWsZgVI+T4L9WGNzFlP1PsP1Z6hn2Fx8ISeZfDGnA=',
      '{"aead":"ChaCha20Poly1305","iv":"r4+yfiVbVIYR0Z2I9Fq+6g==","nonce":"2YpwGwE59GcVraI3","bytes":"k/svMglOU7/Kgwv73heG38NWW575XLcFp3SaxQHDMjJGYyRI3Fiygu2OeutGPXNL"}',
      '{"key":"value"}',
    ],
  ])('opens %s as in MinIO’s own tests', (plaintext, ciphertext, context) => {
    const sealed = { ciphertext: utf8(ciphertext), context: utf8(context) };
    expect(base64(openWithKesKey(crypto, key, sealed))).toBe(plaintext);
  });

  it('has its name before the colon', () => {
    expect(key).toMatchObject({ name: 'my-key', form: 'builtin' });
  });

  it.each(['my-key', 'my-key:c2hvcnQ=', 'my-key:no base64!'])(
    'written wrongly is refused without being quoted',
    (value) => {
      expect(() => builtinKey(value)).toThrow(/MINIO_KMS_SECRET_KEY cannot be read/);
    },
  );
});

describe('a KES key', () => {
  /** KES v0.24.0, `internal/crypto/key_test.go`, parseKeyVersionTests. */
  it('of KES 0.24 is base64 of a protobuf', () => {
    const value =
      'CiQKIMiHG7XrN94FuwblJJor4f7f6rbqAl7DwsLaiIoyz0D2EAESJAognLXl4yqa4cjZTcSbsU6sNnN8kP9ARWkXwa20YQZa9HgQARoMCNithK0GEID67qYDIkAzZWNmY2RmMzhmY2JlMTQxYWUyNmExMDMwZjgxZTk2Yjc1MzM2NWE0Njc2MGFlNmI1Nzg2OThhOTdjNTlmZDIy';
    const key = readKesKey(value);
    expect(key).toMatchObject({
      form: 'protobuf',
      algorithm: 'AES256',
      createdAt: '2024-01-12T10:39:20.886816000Z',
      createdBy: '3ecfcdf38fcbe141ae26a1030f81e96b753365a46760ae6b578698a97c59fd22',
    });
    expect(base64(key.key)).toBe('yIcbtes33gW7BuUkmivh/t/qtuoCXsPCwtqIijLPQPY=');
    expect(base64(key.hmacKey)).toBe('nLXl4yqa4cjZTcSbsU6sNnN8kP9ARWkXwa20YQZa9Hg=');
  });

  it.each([
    ['AES256', '{"bytes":"J8qmOyEV2ce2yoAC+5t0Y7CSP/hTMppL7XHpAnyc+0E="}'],
    [
      'AES256',
      '{"bytes":"J8qmOyEV2ce2yoAC+5t0Y7CSP/hTMppL7XHpAnyc+0E=","algorithm":"AES256-GCM_SHA256","created_at":"2009-11-10T23:00:00Z","created_by":"40235905b7b83e0537a002db523cd019d6709b899adc249c957860cd00fa9f78"}',
    ],
    [
      'ChaCha20',
      '{"bytes":"9ew6BCae3+13sniOUwttEJ62amg98YXc0OW0WBhNiCY=","algorithm":"XCHACHA20-POLY1305","created_at":"2009-11-10T23:00:00Z","created_by":"189d9de5331e3ee8abe9e4bd40d474ad621d79ccf83a711f6ac68050eb15a52a"}',
    ],
  ])('of KES 0.23 for %s is JSON: %s', (algorithm, value) => {
    expect(readKesKey(value)).toMatchObject({ form: 'json', algorithm });
  });

  it.each([
    '"bytes":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}',
    '{bytes":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}',
    '{"bytes""AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}',
    '"bytes":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="',
    '{"bytes":"c2hvcnQ="}',
    '{"bytes":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","algorithm":"DES"}',
    '',
    'CiQKIMiHG7XrN94F',
    'null',
  ])('that KES refuses is damaged, and the error does not quote it: %s', (value) => {
    const read = () => readKesKey(value);
    expect(read).toThrow(expect.objectContaining({ code: 'damaged-file' }));
    expect(read).not.toThrow(/AAAA|MiHG7/);
  });

  it('that Vault’s transit engine encrypted is not supported, and the error says who can open it', () => {
    expect(() => readKesKey('vault:v1:AAAA')).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});

describe('the object key', () => {
  /** MinIO `internal/crypto/sse_test.go`, ssecUnsealObjectKeyTests. */
  const clientKey = fromBase64('MzJieXRlc2xvbmdzZWNyZXRrZXltdXN0cHJvdmlkZWQ=');
  const iv = fromBase64('coVfGS3I/CTrqexX5vUN+PQPoP9aUFiPYYrSzqTWfBA=');
  const sealed = fromBase64(
    'IAAfAMBdYor5tf/UlVaQvwYlw5yKbPBeQqfygqsfHqhu1wHD9KDAP4bw38AhL12prFTS23JbbR9Re5Qv26ZnlQ==',
  );
  const open = (bucket: string, key: string, bytesOfKey = sealed) => {
    const kek = keyEncryptionKey(crypto, clientKey, { iv, mode: 'sse-c', bucket, key });
    return openSealedKey(crypto, kek, bytesOfKey);
  };

  it('opens under its own bucket and name as in MinIO’s own tests', () => {
    expect(open('bucket', 'object')).toHaveLength(32);
    expect(open('bucket', './object/')).toHaveLength(32);
  });

  it('does not open under another name, nor with a changed, cut or longer seal', () => {
    expect(open('bucket', 'object2')).toBeUndefined();
    for (const at of [0, 1, 2, 4, 20, 63]) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(open('bucket', 'object', changed)).toBeUndefined();
    }
    expect(open('bucket', 'object', sealed.subarray(0, 63))).toBeUndefined();
    expect(open('bucket', 'object', joinBytes([sealed, sealed]))).toBeUndefined();
  });

  it('of before 2018 is sealed by SHA-256 and DARE 1.0, which bind no name', () => {
    const binding = { iv, mode: 'sse-c', bucket: 'a', key: 'b', sealAlgorithm: 'DARE-SHA256' } as const;
    const kek = keyEncryptionKey(crypto, clientKey, binding);
    expect(toHex(kek)).toBe(toHex(crypto.sha256(joinBytes([clientKey, iv]))));
    expect(openSealedKey(crypto, kek, dareV1(kek, new Uint8Array(32).fill(5)))).toEqual(
      new Uint8Array(32).fill(5),
    );
  });

  /** MinIO `internal/crypto/key_test.go`, derivePartKeyTest. */
  it.each([
    [0, 'aa7855e13839dd767cd5da7c1ff5036540c9264b7a803029315e55375287b4af'],
    [1, 'a3e7181c6eed030fd52f79537c56c4d07da92e56d374ff1dd2043350785b37d8'],
    [10_000, 'f86e65c396ed52d204ee44bd1a0bbd86eb8b01b7354e67a3b3ae0e34dd5bd115'],
  ])('gives part %i the key of MinIO’s own tests', (part, key) => {
    expect(toHex(partKey(crypto, new Uint8Array(32), part))).toBe(key);
  });

  /** MinIO `cmd/encryption-v1_test.go`, decryptETagTests. */
  it('opens an ETag as in MinIO’s own tests, and refuses a changed one', () => {
    const etag =
      '20000f00f27834c9a2654927546df57f9e998187496394d4ee80f3d9978f85f3c7d81f72600cdbe03d80dc5a13d69354';
    const objectKey = new Uint8Array(32);
    expect(toHex(openEtag(crypto, objectKey, etag) ?? objectKey)).toBe('8ad3fe6b84bf38489e95c701c84355b6');
    expect(openEtag(crypto, objectKey, etag.slice(0, -1))).toBeUndefined();
    expect(openEtag(crypto, objectKey, `00${etag.slice(2)}`)).toBeUndefined();
    expect(openEtag(crypto, objectKey, '916516b396f0f4d4f2a0e7177557bec4-2')).toBeUndefined();
    expect(openEtag(crypto, objectKey, '916516b396f0f4d4f2a0e7177557bec4')).toHaveLength(16);
  });

  it('takes an empty value as not sealed, and opens none that is too short', () => {
    expect(
      openLabelled(crypto, clientKey, { label: 'object-checksum', sealed: new Uint8Array(0) }),
    ).toHaveLength(0);
    expect(
      openLabelled(crypto, clientKey, { label: 'object-checksum', sealed: bytes('2000') }),
    ).toBeUndefined();
  });
});

function dareV1(key: Uint8Array, payload: Uint8Array): Uint8Array {
  const header = Buffer.alloc(16, 9);
  header.writeUInt32LE(((payload.length - 1) << 16) + 0x10, 0);
  header.writeUInt32LE(0, 4);
  const cipher = createCipheriv('aes-256-gcm', key, header.subarray(4));
  cipher.setAAD(header.subarray(0, 4));
  return new Uint8Array(Buffer.concat([header, cipher.update(payload), cipher.final(), cipher.getAuthTag()]));
}

describe('a DARE message of several packages', () => {
  const key = new Uint8Array(32).fill(1);
  const plaintext = new Uint8Array(65_536 + 10).map((_, index) => index % 251);
  const [first, last] = [
    dareV2(key, plaintext.subarray(0, 65_536), 0),
    dareV2(key, plaintext.subarray(65_536), 1),
  ];

  it('opens when it is whole, and not when it is cut, swapped or longer', () => {
    expect(openDareBuffer(crypto, key, joinBytes([first, last]))).toEqual(plaintext);
    for (const wrong of [[first], [last], [last, first], [first, first], [first, last, last]])
      expect(openDareBuffer(crypto, key, joinBytes(wrong))).toBeUndefined();
  });
});

function dareV2(key: Uint8Array, payload: Uint8Array, sequence: number): Uint8Array {
  const header = Buffer.alloc(16, 9);
  header.writeUInt16LE(0x20, 0);
  header.writeUInt16LE(payload.length - 1, 2);
  header[4] = payload.length === 65_536 ? 0x09 : 0x89;
  const nonce = Buffer.from(header.subarray(4));
  nonce.writeUInt32LE((nonce.readUInt32LE(8) ^ sequence) >>> 0, 8);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(header.subarray(0, 4));
  return new Uint8Array(Buffer.concat([header, cipher.update(payload), cipher.final(), cipher.getAuthTag()]));
}

describe('a configuration file of MinIO', () => {
  const dataKey = new Uint8Array(32).fill(4);

  it.each(['aes-256-gcm', 'chacha20-poly1305'] as const)(
    'under %s opens, whatever its length',
    (algorithm) => {
      for (const length of [0, 1, 16_384, 16_385, 40_000]) {
        const plaintext = new Uint8Array(length).fill(length % 255);
        const blob = readConfigBlob(configBlob(algorithm, dataKey, plaintext));
        expect(blob.keyName).toBe('my-key');
        expect(openConfigBlob(crypto, blob, dataKey), String(length)).toEqual(plaintext);
        expect(openConfigBlob(crypto, blob, new Uint8Array(32))).toBeUndefined();
      }
    },
  );

  it('does not open with a fragment that is cut off, swapped or changed', () => {
    const blob = readConfigBlob(configBlob('aes-256-gcm', dataKey, new Uint8Array(40_000)));
    const fragments = [0, 1, 2].map((index) => blob.sealed.subarray(index * 16_400, (index + 1) * 16_400));
    const [a, b, c] = fragments;
    if (a === undefined || b === undefined || c === undefined) throw new Error('too short');
    for (const wrong of [[a, b], [b, a, c], [a, c], [a, b, c.subarray(1)], [a, b, c, Uint8Array.of(1)], []])
      expect(openConfigBlob(crypto, { ...blob, sealed: joinBytes(wrong) }, dataKey)).toBeUndefined();
  });

  it('in the clear is told from an encrypted one', () => {
    expect(isPlainConfig(utf8('{"version":"33"}'))).toBe(true);
    // `.metadata.bin` of a bucket: format 1, version 1, a MessagePack map.
    expect(isPlainConfig(Uint8Array.of(1, 0, 1, 0, 0xde, 0, 0x1d, 0xa4))).toBe(true);
    expect(isPlainConfig(configBlob('aes-256-gcm', dataKey, utf8('{}')))).toBe(false);
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['another version', Uint8Array.of(2, 0, 0, 0, 0)],
    ['a length beyond its end', Uint8Array.of(1, 255, 255, 0, 0, 0x7b)],
    ['no JSON', Uint8Array.of(1, 2, 0, 0, 0, 0x7b, 0x7b)],
  ])('that is %s is damaged', (_what, blob) => {
    expect(() => readConfigBlob(blob)).toThrow(expect.objectContaining({ code: 'damaged-file' }));
  });
});

/** Written after secure-io/sio-go `writer.go`; the fixtures beside this file are what MinIO itself wrote. */
function configBlob(
  algorithm: 'aes-256-gcm' | 'chacha20-poly1305',
  key: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const nonce = Buffer.alloc(8, 6);
  const name = algorithm === 'aes-256-gcm' ? 'AES-256-GCM' : 'ChaCha20-Poly1305';
  const metadata = Buffer.from(
    JSON.stringify({ keyid: 'my-key', kmskey: 'AAAA', algorithm: name, nonce: nonce.toString('base64') }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(metadata.length);
  const seal = (counter: number, payload: Uint8Array, associated: Uint8Array): Buffer => {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(counter);
    const options = { authTagLength: 16 };
    const whole = Buffer.concat([nonce, number]);
    const cipher =
      algorithm === 'aes-256-gcm'
        ? createCipheriv('aes-256-gcm', key, whole, options)
        : createCipheriv('chacha20-poly1305', key, whole, options);
    cipher.setAAD(associated, { plaintextLength: payload.length });
    return Buffer.concat([cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
  };
  const tag = seal(0, new Uint8Array(0), new Uint8Array(0));
  const count = Math.max(1, Math.ceil(plaintext.length / 16_384));
  const fragments = Array.from({ length: count }, (_, index) => {
    const payload = plaintext.subarray(index * 16_384, (index + 1) * 16_384);
    return seal(index + 1, payload, Uint8Array.of(index === count - 1 ? 0x80 : 0, ...tag));
  });
  return new Uint8Array(Buffer.concat([Buffer.of(1), length, metadata, ...fragments]));
}

/** cespare/xxhash v2.2.0 `xxhash_test.go`, which MinIO uses. */
it.each([
  ['', 0x51d8e999],
  ['a', 0xa98c6e5b],
  ['asdf', 0x99cea71e],
  ['Call me Ishmael. Some years ago--never mind how long precisely-', 0x70d6fd96],
])('xxHash64 of “%s” is that of the library that MinIO uses', (message, low) => {
  expect(xxHash64Low(utf8(message))).toBe(low);
});

it('MessagePack of @msgpack/msgpack is read as KES’s own', () => {
  const items = ['AES256', '00'.repeat(16), new Uint8Array(16), new Uint8Array(12), new Uint8Array(48)];
  const [msgpack, raw] = readKmsCiphertext(encode(items));
  expect(msgpack).toMatchObject({ form: 'msgpack', algorithm: 'AES256', keyId: '00'.repeat(16) });
  expect(raw?.form).toBe('raw');
});
