import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ShardLayout, shardFileBytes, shardRegions } from './shard-layout.ts';

const MIB = 1_048_576;
const encrypted = (plain: number): number =>
  Math.floor(plain / 65_536) * 65_568 + (plain % 65_536 === 0 ? 0 : (plain % 65_536) + 32);

describe('the layout of a shard', () => {
  it('has the file sizes that MinIO writes', () => {
    const oneMiB = { blockBytes: MIB, storedBytes: encrypted(MIB), isEncrypted: true };
    expect(shardFileBytes({ ...oneMiB, data: 1 })).toBe(1_049_152);
    expect(shardFileBytes({ ...oneMiB, data: 2 })).toBe(524_608);
    expect(shardFileBytes({ ...oneMiB, data: 2, storedBytes: 0 })).toBe(0);
  });

  it('gives every byte of every shard one meaning, and every byte of the stream to one shard', () => {
    const layouts = fc.record({
      data: fc.integer({ min: 1, max: 4 }),
      blockBytes: fc.constantFrom(65_536, 100_000, MIB),
      storedBytes: fc.integer({ min: 1, max: 3 * MIB }).map(encrypted),
      isEncrypted: fc.boolean(),
    });
    fc.assert(
      fc.property(layouts, (layout: ShardLayout) => {
        const size = shardFileBytes(layout);
        let streamBytes = 0;
        for (let shard = 1; shard <= layout.data + 1; shard += 1) {
          let at = 0;
          for (const region of shardRegions(layout, shard, { from: 0, to: size })) {
            expect(region.offset).toBe(at);
            expect(region.length).toBeGreaterThan(0);
            at += region.length;
            if (['dare-header', 'ciphertext', 'tag', 'plaintext'].includes(region.kind))
              streamBytes += region.length;
          }
          expect(at).toBe(size);
        }
        expect(streamBytes).toBe(layout.storedBytes);
      }),
      { numRuns: 60 },
    );
  });

  it('tells the regions of a window as those of the whole file', () => {
    const layout = { data: 2, blockBytes: MIB, storedBytes: encrypted(3 * MIB + 5), isEncrypted: true };
    const all = shardRegions(layout, 1, { from: 0, to: shardFileBytes(layout) });
    fc.assert(
      fc.property(fc.nat(shardFileBytes(layout) - 1), fc.integer({ min: 1, max: 70_000 }), (from, length) => {
        const to = Math.min(from + length, shardFileBytes(layout));
        expect(shardRegions(layout, 1, { from, to })).toEqual(
          all.filter((region) => region.offset < to && region.offset + region.length > from),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('shows parity as parity, and padding at the end of the last data shard', () => {
    const layout = { data: 2, blockBytes: MIB, storedBytes: 33, isEncrypted: true };
    expect(shardRegions(layout, 1, { from: 0, to: 99 }).map(({ kind, length }) => [kind, length])).toEqual([
      ['bitrot-hash', 32],
      ['dare-header', 16],
      ['ciphertext', 1],
    ]);
    expect(shardRegions(layout, 2, { from: 0, to: 99 }).map(({ kind, length }) => [kind, length])).toEqual([
      ['bitrot-hash', 32],
      ['tag', 16],
      ['padding', 1],
    ]);
    expect(shardRegions(layout, 3, { from: 0, to: 99 }).map(({ kind }) => kind)).toEqual([
      'bitrot-hash',
      'parity',
    ]);
  });
});
