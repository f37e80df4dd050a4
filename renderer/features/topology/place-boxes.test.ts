import { expect, test } from 'vitest';
import { type Box, placeBoxes } from './place-boxes.ts';

const FOUR = ['minio1', 'minio2', 'minio3', 'minio4'];

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test.each([
  ['one node in a wide window', ['minio'], 1400],
  ['four nodes in a wide window', FOUR, 1400],
  ['four nodes beside the log', FOUR, 880],
  ['four nodes where there is hardly any room', FOUR, 320],
] as const)('%s stand from left to right, whole and apart', (_title, nodes, width) => {
  const placed = placeBoxes(nodes, width);
  for (const box of placed.boxes) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(placed.width);
    expect(box.y + box.height).toBeLessThanOrEqual(placed.height);
  }
  for (const [index, box] of placed.boxes.entries())
    for (const other of placed.boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
  const order = ['client', nodes[0], 'kes', 'vault'].map(
    (id) => placed.boxes.find((box) => box.id === id)?.x ?? Number.NaN,
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('boxes never shrink: a narrow window scrolls', () => {
  const wide = placeBoxes(FOUR, 1400).boxes.map(({ width, height }) => [width, height]);
  expect(placeBoxes(FOUR, 320).boxes.map(({ width, height }) => [width, height])).toEqual(wide);
  expect(placeBoxes(FOUR, 320).width).toBeGreaterThan(320);
});
