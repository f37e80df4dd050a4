import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Region } from '#shared/contract/inspector.ts';
import {
  heightOf,
  type KnownFile,
  layOut,
  lineAt,
  mergeRegions,
  WINDOW_BYTES,
  windowOf,
} from './hex-lines.ts';

function region(offset: number, length: number, kind: Region['kind'] = 'ciphertext'): Region {
  return { offset, length, kind, label: kind, meaning: '', check: 'ok' };
}

/** A file whose first `read` windows were read. */
function file(sizeBytes: number, regions: readonly Region[], read = 1): KnownFile {
  const windows = new Map(
    Array.from({ length: read }, (_, index) => [index * WINDOW_BYTES, new Uint8Array(WINDOW_BYTES)]),
  );
  return { sizeBytes, regions, windows, opened: new Set() };
}

/** A bitrot hash and one package, as the first bytes of a shard. */
const SHARD = [
  region(0, 32, 'bitrot-hash'),
  region(32, 16, 'dare-header'),
  region(48, 65_536),
  region(65_584, 16, 'tag'),
];

test('a long region is folded: ten rows, the fold, and its last row', () => {
  const lines = layOut(file(65_600, SHARD, 2));
  expect(lines.map(({ kind }) => kind).join(' ')).toBe(
    `region row row region row region ${'row '.repeat(10)}fold row region row`,
  );
  expect(lines.find(({ kind }) => kind === 'fold')).toMatchObject({ from: 208, to: 65_568, rows: 4085 });
});

test('an opened region is shown whole', () => {
  const lines = layOut({ ...file(65_600, SHARD, 2), opened: new Set([48]) });
  expect(lines.filter(({ kind }) => kind === 'row')).toHaveLength(2 + 1 + 4096 + 1);
});

test('what a fold hides need not be read', () => {
  const long = [
    region(0, 32, 'bitrot-hash'),
    region(32, 524_288, 'plaintext'),
    region(524_320, 32, 'bitrot-hash'),
  ];
  const waiting = layOut(file(524_352, long)).filter(({ kind }) => kind === 'waiting');
  expect(waiting.map(({ from }) => windowOf(from))).toEqual([524_288, 524_288]);
});

test('bytes of which nothing is known yet wait, one line for each window', () => {
  expect(layOut(file(200_000, [], 0)).map(({ from, to }) => [from, to])).toEqual([
    [0, 65_536],
    [65_536, 131_072],
    [131_072, 196_608],
    [196_608, 200_000],
  ]);
});

test('a row stays on the grid of sixteen where a region begins beside it', () => {
  const lines = layOut(file(40, [region(0, 8, 'xl-envelope'), region(8, 32, 'xl-version-body')]));
  expect(lines.filter(({ kind }) => kind === 'row').map(({ from, to }) => [from, to])).toEqual([
    [0, 8],
    [8, 16],
    [16, 32],
    [32, 40],
  ]);
});

test('an empty file has no line', () => {
  expect(layOut(file(0, []))).toEqual([]);
  expect(lineAt([], 10)).toBe(0);
});

test('regions that two answers tell of are kept once, in order', () => {
  const merged = mergeRegions([region(0, 32), region(48, 65_536)], [region(48, 65_536), region(32, 16)]);
  expect(merged.map(({ offset }) => offset)).toEqual([0, 32, 48]);
});

test('whatever is known, the lines cover the file once and each offset is found again', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 150_000 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 0, max: 8 }), fc.nat(), (sizes, read, seed) => {
      const all: Region[] = [];
      for (const length of sizes)
        all.push(region((all.at(-1)?.offset ?? 0) + (all.at(-1)?.length ?? 0), length));
      const end = (all.at(-1)?.offset ?? 0) + (all.at(-1)?.length ?? 0);
      const known = all.filter(({ offset }) => offset < read * WINDOW_BYTES);
      const lines = layOut(file(end, known, read));
      let position = 0;
      for (const line of lines) {
        expect(line.from).toBe(position);
        expect(heightOf(line)).toBeGreaterThan(0);
        position = line.to;
      }
      expect(position).toBe(end);
      const offset = seed % end;
      const found = lines[lineAt(lines, offset)];
      expect(found === undefined ? -1 : found.from).toBeLessThanOrEqual(offset);
      expect(found?.to).toBeGreaterThan(offset);
    }),
  );
});
