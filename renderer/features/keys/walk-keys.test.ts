import { expect, test } from 'vitest';
import { placeKeys } from './place-keys.ts';
import { labEdges, sampleKeys } from './testing/sample-keys.ts';
import { walkKeys } from './walk-keys.ts';

const GRAPH = sampleKeys(labEdges({ 'my-key': ['a', 'b'], other: ['c'] }));
const WHERE = { edges: GRAPH.edges, boxes: placeKeys(GRAPH, 1_162).boxes };

test('right goes along what each key protects, from a share to the objects', () => {
  const way = ['share:1'];
  for (let at = way[0]; at !== undefined; ) {
    at = walkKeys(WHERE, at, 'ArrowRight');
    if (at !== undefined) way.push(at);
  }
  expect(way.slice(0, 3)).toEqual(['share:1', 'root', 'keyring']);
  expect(way.at(-1)).toMatch(/^objects:/);
});

test('left goes back to what protects', () => {
  expect(walkKeys(WHERE, 'objects:c', 'ArrowLeft')).toBe('bucket:c');
  expect(walkKeys(WHERE, 'bucket:c', 'ArrowLeft')).toBe('kes:other');
});

test('up and down stay in the column', () => {
  expect(walkKeys(WHERE, 'kes:my-key', 'ArrowDown')).toBe('kes:other');
  expect(walkKeys(WHERE, 'kes:my-key', 'ArrowUp')).toBeUndefined();
  expect(walkKeys(WHERE, 'kv:other', 'ArrowUp')).toBe('kv:my-key');
});

test('a box that is not there leads nowhere', () => {
  expect(walkKeys(WHERE, 'kes:gone', 'ArrowRight')).toBeUndefined();
});
