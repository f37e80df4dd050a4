import { expect, test } from 'vitest';
import { walk } from './walk.ts';

const column = ['minio1', 'minio2'];
const edges = [
  ...column.flatMap((node) => [
    { from: 'client', to: node },
    { from: node, to: 'kes' },
  ]),
  { from: 'kes', to: 'vault' },
];
const from = (place: string, arrow: Parameters<typeof walk>[2]) => walk({ edges, column }, place, arrow);

test('right and left follow the connections', () => {
  expect(from('minio2', 'ArrowRight')).toBe('kes');
  expect(from('kes', 'ArrowRight')).toBe('vault');
  expect(from('vault', 'ArrowLeft')).toBe('kes');
  expect(from('kes', 'ArrowLeft')).toBe('minio1');
});

test('up and down go through the nodes and end at the last', () => {
  expect(from('minio1', 'ArrowDown')).toBe('minio2');
  expect(from('minio2', 'ArrowDown')).toBeUndefined();
  expect(from('minio1', 'ArrowUp')).toBeUndefined();
  expect(from('kes', 'ArrowUp')).toBeUndefined();
});

test('where no connection goes, no key leads', () => {
  expect(from('vault', 'ArrowRight')).toBeUndefined();
});
