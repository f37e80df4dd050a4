import { expect, test } from 'vitest';
import type { FieldView, StoredObject } from '#shared/contract/inspector.ts';
import { type ObjectSnapshot, rotationRows } from './rotation-rows.ts';

const field = (link: string, value: string): FieldView => ({
  path: link,
  link,
  value,
  type: 'bytes',
  meaning: '',
});

function stored(values: Readonly<Record<string, string>>, change: Partial<StoredObject> = {}): StoredObject {
  return {
    bucket: 'a',
    key: 'b',
    versionId: 'null',
    encryption: 'sse-s3',
    isMultipart: false,
    parts: [],
    drives: [
      { drive: 'minio1', state: 'missing', isInline: false, fields: [], files: [] },
      {
        drive: 'minio2',
        state: 'ok',
        isInline: false,
        files: [],
        fields: Object.entries(values).map(([link, value]) => field(link, value)),
      },
    ],
    versions: [],
    ...change,
  };
}

function snapshot(change: Partial<ObjectSnapshot> = {}): ObjectSnapshot {
  return {
    stored: stored({
      iv: '01',
      'sealed-key': '02',
      'kms-ciphertext': '03',
      'key-name': 'my-key',
      'data-dir': 'x',
    }),
    data: new Map([['minio2', new Uint8Array([1, 2, 3])]]),
    sha256: 'aa',
    ...change,
  };
}

const states = (before: ObjectSnapshot, after: ObjectSnapshot) =>
  Object.fromEntries(rotationRows(before, after).map((row) => [row.what, row.state]));

test('a rewrap changes what wraps the object key, and neither the key nor the data', () => {
  const after = snapshot({
    stored: stored({
      iv: '11',
      'sealed-key': '12',
      'kms-ciphertext': '13',
      'key-name': 'my-key',
      'data-dir': 'x',
    }),
  });
  expect(states(snapshot(), after)).toEqual({
    'KES key': 'same',
    'encrypted data key': 'changed',
    IV: 'changed',
    'sealed object key': 'changed',
    'data directory': 'same',
    'bytes on the drives': 'same',
    'object key': 'same',
    'SHA-256 of the plaintext': 'same',
  });
});

test('a copy onto itself writes the data anew under a new object key', () => {
  const after = snapshot({
    stored: stored({
      iv: '11',
      'sealed-key': '12',
      'kms-ciphertext': '13',
      'key-name': 'my-key',
      'data-dir': 'y',
    }),
    data: new Map([['minio2', new Uint8Array([9, 9, 9])]]),
  });
  expect(states(snapshot(), after)).toMatchObject({
    'data directory': 'changed',
    'bytes on the drives': 'changed',
    'object key': 'changed',
    'SHA-256 of the plaintext': 'same',
  });
});

test('what could not be looked at both times is not called the same', () => {
  const after = snapshot({ data: new Map(), sha256: undefined });
  expect(states(snapshot(), after)).toMatchObject({
    'bytes on the drives': 'unknown',
    'object key': 'unknown',
    'SHA-256 of the plaintext': 'unknown',
  });
});

test('an object that was in clear gets an object key', () => {
  const before = snapshot({ stored: stored({ etag: 'x' }, { encryption: 'none' }) });
  const row = rotationRows(before, snapshot()).find(({ what }) => what === 'object key');
  expect(row).toMatchObject({ before: 'none', after: 'covered', state: 'changed' });
});
