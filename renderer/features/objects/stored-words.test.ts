import { expect, test } from 'vitest';
import type { DriveCopy, FieldView } from '#shared/contract/inspector.ts';
import { fieldValue, sameOn, shortPath } from './stored-words.ts';

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
