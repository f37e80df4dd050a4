import { expect, test } from 'vitest';
import { MOST_ROWS, shownGraph } from './shown-graph.ts';
import { labEdges, sampleKeys, sampleNode } from './testing/sample-keys.ts';

const ALL = { only: undefined, isWhole: false };

function ids(graph: { readonly nodes: readonly { readonly id: string }[] }): readonly string[] {
  return graph.nodes.map(({ id }) => id);
}

test('a small lab is shown whole', () => {
  const graph = sampleKeys(labEdges({ 'my-key': ['a'], other: ['b'] }));
  const shown = shownGraph(graph, ALL);
  expect(shown.hidden).toBe(0);
  expect(ids(shown)).toEqual(ids(graph));
});

test('one key is shown with what stands before and behind it, and with nothing else', () => {
  const graph = sampleKeys(labEdges({ 'my-key': ['a'], other: ['b'] }));
  const shown = shownGraph(graph, { only: 'kes:other', isWhole: false });
  expect(ids(shown)).toEqual(
    expect.arrayContaining(['share:1', 'root', 'keyring', 'kv:other', 'bucket:b', 'objects:b']),
  );
  expect(ids(shown)).not.toContain('kes:my-key');
  expect(ids(shown)).not.toContain('bucket:a');
});

const BUCKETS = Array.from({ length: 20 }, (_, index) => `b${index}`);
const BIG = sampleKeys(labEdges({ 'my-key': BUCKETS, other: [], third: [] }), [
  sampleNode('bucket:b17', { lastUsedAt: '2026-11-21T10:00:00.000Z' }),
]);

test('of many buckets those used last are shown, each with its objects, and the rest is counted', () => {
  const shown = shownGraph(BIG, ALL);
  expect(ids(shown).filter((id) => id.startsWith('bucket:'))).toHaveLength(MOST_ROWS);
  expect(ids(shown)).toEqual(expect.arrayContaining(['bucket:b17', 'objects:b17', 'kes:my-key']));
  expect(ids(shown)).not.toContain('objects:b19');
  expect(ids(shown)).not.toContain('kv:other');
  expect(shown.hidden).toBe(BUCKETS.length - MOST_ROWS + 2);
});

test('no line is left that leads to nothing', () => {
  const shown = shownGraph(BIG, ALL);
  const there = new Set(ids(shown));
  expect(shown.edges.filter(({ from, to }) => !there.has(from) || !there.has(to))).toEqual([]);
});

test('everything is shown when asked for', () => {
  expect(ids(shownGraph(BIG, { only: undefined, isWhole: true }))).toEqual(ids(BIG));
});
