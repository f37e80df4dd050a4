import { expect, test } from 'vitest';
import { placeKeys } from './place-keys.ts';
import { labEdges, sampleKeys } from './testing/sample-keys.ts';

const GRAPH = sampleKeys(labEdges({ 'my-key': ['a', 'b', 'c'], other: [], third: ['d'] }));
const WIDTHS = [600, 885, 940, 1_162, 1_600];

test.each(WIDTHS)('no two boxes touch at %i pixels', (width) => {
  const boxes = [...placeKeys(GRAPH, width).boxes.values()];
  expect(boxes).toHaveLength(GRAPH.nodes.length);
  const touching = boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height,
      )
      .map((other) => `${one.id} and ${other.id}`),
  );
  expect(touching).toEqual([]);
});

test.each(WIDTHS)('every box stands inside of the column of its place at %i pixels', (width) => {
  const { boxes, columns, height } = placeKeys(GRAPH, width);
  const outside = GRAPH.nodes.filter(({ id, place }) => {
    const box = boxes.get(id);
    const column = columns.find((one) => one.place === place);
    return (
      box === undefined ||
      column === undefined ||
      box.x < column.x ||
      box.x + box.width > column.x + column.width ||
      box.y + box.height > height
    );
  });
  expect(outside).toEqual([]);
});

test('a key stands in the middle of its buckets, in one line with its entry', () => {
  const { boxes } = placeKeys(GRAPH, 1_162);
  expect(boxes.get('kes:my-key')?.y).toBe(boxes.get('bucket:b')?.y);
  expect(boxes.get('kv:my-key')?.y).toBe(boxes.get('kes:my-key')?.y);
  expect(boxes.get('objects:d')?.y).toBe(boxes.get('bucket:d')?.y);
});

test('a narrow page scrolls the picture instead of making it smaller', () => {
  expect(placeKeys(GRAPH, 600).width).toBe(placeKeys(GRAPH, 700).width);
  expect(placeKeys(GRAPH, 1_400).width).toBe(1_400);
});

test('a lab of which nothing is known still has its places', () => {
  const { columns, boxes } = placeKeys({ nodes: [], edges: [] }, 1_000);
  expect(columns.map(({ place }) => place)).toEqual(['people', 'vault', 'kes', 'minio', 'drives']);
  expect(boxes.size).toBe(0);
});
