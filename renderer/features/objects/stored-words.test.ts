import { expect, test } from 'vitest';
import type { DriveCopy, FieldView } from '#shared/contract/inspector.ts';
import { fieldValue, sameOn, shortPath, sortFields } from './stored-words.ts';

function field(path: string, value: string): FieldView {
  return { path, value, type: 'text', meaning: '' };
}

function copy(drive: string, ...fields: FieldView[]): DriveCopy {
  return { drive, state: 'ok', isInline: false, fields, files: [] };
}

test('a long path keeps the end that tells it apart', () => {
  expect(
    [
      'MetaSys.X-Minio-Internal-Server-Side-Encryption-Kms-Sealed-Key',
      'MetaSys.x-minio-internal-inline-data',
      'EcM',
    ].map(shortPath),
  ).toEqual(['…Encryption-Kms-Sealed-Key', '…inline-data', 'EcM']);
});

test('a drive that stores another sealed key is not counted among those that are the same', () => {
  const one = copy('a', field('MetaSys.key', 'x'), field('EcIndex', '1'));
  const same = copy('b', field('MetaSys.key', 'x'), field('EcIndex', '2'));
  const other = copy('c', field('MetaSys.key', 'y'), field('EcIndex', '3'));
  expect(sameOn([one, same, other], one)).toBe(2);
});

test('bytes are shown with their length', () => {
  expect(fieldValue({ ...field('a', 'IAAfAA=='), type: 'base64', lengthBytes: 4 })).toBe('IAAfAA== (4 B)');
  expect(fieldValue({ ...field('a', ''), type: 'empty' })).toBe('empty');
});

test('the sealed keys come first, whatever order a drive has them in', () => {
  const paths = [
    'Header.Type',
    'EcM',
    'MetaUsr.etag',
    'MetaSys.X-Minio-Internal-Server-Side-Encryption-Iv',
    'MetaSys.X-Minio-Internal-Server-Side-Encryption-S3-Kms-Key-Id',
    'MetaSys.X-Minio-Internal-Server-Side-Encryption-S3-Kms-Sealed-Key',
    'MetaSys.X-Minio-Internal-Server-Side-Encryption-Kms-Sealed-Key',
  ];
  expect(sortFields(paths.map((path) => field(path, ''))).map(({ path }) => shortPath(path))).toEqual([
    '…Encryption-Kms-Sealed-Key',
    '…Encryption-S3-Kms-Sealed-Key',
    '…Encryption-S3-Kms-Key-Id',
    '…Encryption-Iv',
    'MetaUsr.etag',
    'EcM',
    'Header.Type',
  ]);
});

test('drives that keep the same fields in another order are the same', () => {
  const one = copy('a', field('MetaSys.x', '1'), field('MetaSys.y', '2'));
  const other = copy('b', field('MetaSys.y', '2'), field('MetaSys.x', '1'));
  expect(sameOn([one, other], one)).toBe(2);
});
