import { describe, expect, it } from 'vitest';
import { encodingMatrix, Reconstructor } from './reed-solomon.ts';

function rows(data: number, parity: number): number[][] {
  return encodingMatrix(data, parity).map((row) => [...row]);
}

describe('the Reed-Solomon code of MinIO', () => {
  it('has the matrix of klauspost/reedsolomon for two data and two parity shards', () => {
    expect(rows(2, 2)).toEqual([
      [1, 0],
      [0, 1],
      [3, 2],
      [2, 3],
    ]);
  });

  it('has the parity of Backblaze’s and klauspost’s published example, five and five shards', () => {
    // klauspost/reedsolomon TestOneEncode: data {0,1} {4,5} {2,3} {6,7} {8,9}, parity {12,13} {10,11} {14,15} {90,91} {94,95}.
    const data = [
      [0, 1],
      [4, 5],
      [2, 3],
      [6, 7],
      [8, 9],
    ];
    const parity = [
      [12, 13],
      [10, 11],
      [14, 15],
      [90, 91],
      [94, 95],
    ];
    const all = [...data, ...parity].map((bytes) => Uint8Array.from(bytes));
    const reconstructor = new Reconstructor(5, 5);
    for (const [at, expected] of data.entries()) {
      const others = new Map(
        all.map((bytes, index) => [index + 1, bytes] as const).filter(([shard]) => shard > 5),
      );
      expect([...reconstructor.chunk(at + 1, others)]).toEqual(expected);
    }
  });

  it('computes each data shard from any others that are enough', () => {
    const reconstructor = new Reconstructor(2, 2);
    const one = Uint8Array.of(1, 2, 250);
    const two = Uint8Array.of(9, 0, 77);
    const three = reconstructor3(one, two);
    expect([
      ...reconstructor.chunk(
        2,
        new Map([
          [1, one],
          [3, three],
        ]),
      ),
    ]).toEqual([...two]);
    expect([
      ...reconstructor.chunk(
        1,
        new Map([
          [2, two],
          [3, three],
        ]),
      ),
    ]).toEqual([...one]);
  });

  it('refuses to compute from too few', () => {
    expect(() => new Reconstructor(2, 2).chunk(1, new Map([[3, Uint8Array.of(1)]]))).toThrow(
      'Too few shards',
    );
  });
});

/** 3 * one + 2 * two, by shifts. */
function reconstructor3(one: Uint8Array, two: Uint8Array): Uint8Array {
  const double = (value: number): number => (value << 1) ^ (value >= 128 ? 0x11d : 0);
  return one.map((value, at) => double(value) ^ value ^ double(two[at] ?? 0));
}
