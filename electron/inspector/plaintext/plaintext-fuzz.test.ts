import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredBytes } from '#core/ports/plaintext-reader.ts';
import { SealabError } from '#shared/errors.ts';
import { createPlaintextReader } from './plaintext-reader.ts';
import { sealDare, shardFiles, writeObject, writeShards } from './testing/write-object.ts';

/** `npm run fuzz` sets more. */
const RUNS = Number(process.env['SEALAB_FUZZ_RUNS'] ?? '200');
const TIMEOUT_MS = 30_000 + RUNS * 20;
/** Of processor time. */
const SLOWEST_MS = 1000;

const key = new Uint8Array(randomBytes(32));
/** Two packages; the second is short, so that an edit at random hits everything. */
const plaintext = new Uint8Array(randomBytes(66_000));
const ONE = { data: 1, parity: 0, blockBytes: 100_000 };
const FOUR = { data: 2, parity: 2, blockBytes: 20_000 };
const reader = createPlaintextReader();
const context = { signal: new AbortController().signal, report: () => undefined };

const edit = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'delete', 'repeat', 'swap', 'cut'),
  /** Near the headers more often than by chance. */
  at: fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 0.0001, 0.0003, 0.9927, 0.9929, 0.993, 0.9999),
  ),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  bit: fc.integer({ min: 0, max: 7 }),
  length: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(16, 32, 65_568)),
});
type Edit = Parameters<Parameters<typeof edit.map>[0]>[0];

function apply(bytes: Uint8Array, { kind, at, to, bit, length }: Edit): Uint8Array {
  const from = Math.min(Math.floor(at * bytes.length), Math.max(0, bytes.length - 1));
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
  const piece = after.subarray(0, length);
  if (kind === 'cut') return before.slice();
  if (kind === 'insert') return joined(before, new Uint8Array(length).fill(1 << bit), after);
  if (kind === 'delete') return joined(before, after.subarray(length));
  if (kind === 'repeat') return joined(before, piece, after);
  const changed = bytes.slice();
  if (kind === 'swap') {
    const other = Math.floor(to * Math.max(0, bytes.length - piece.length));
    changed.set(bytes.subarray(other, other + piece.length), from);
    changed.set(piece, other);
  } else if (changed.length > 0) changed[from] = (changed[from] ?? 0) ^ (1 << bit);
  return changed;
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

/** The right plaintext, or a beginning of it and then a typed error; never other bytes, and not late. */
async function rightOrRefused(stored: StoredBytes, codes: readonly string[]): Promise<void> {
  const start = process.cpuUsage();
  const got: Uint8Array[] = [];
  const sink = async (chunk: Uint8Array): Promise<void> => {
    got.push(chunk.slice());
  };
  let isWhole = true;
  try {
    await reader.read(stored, sink, context);
  } catch (thrown) {
    if (!(thrown instanceof SealabError)) throw thrown;
    expect(codes).toContain(thrown.code);
    isWhole = false;
  }
  const bytes = Buffer.concat(got);
  expect(isWhole ? bytes.length : 0).toBe(isWhole ? plaintext.length : 0);
  expect(Buffer.compare(bytes, plaintext.subarray(0, bytes.length))).toBe(0);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(SLOWEST_MS);
}

describe('whatever happens to an object', { timeout: TIMEOUT_MS }, () => {
  it('a changed DARE stream under fresh bitrot hashes is refused, or nothing of it was changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const changeStream = (stream: Uint8Array): Uint8Array => edits.reduce(apply, stream);
        const stored = writeObject({ plaintext, key, layout: ONE, changeStream });
        // A stream of no bytes is the plaintext of no bytes: only xl.meta can say that it was longer.
        if (stored.parts[0]?.storedBytes === 0) return;
        await rightOrRefused(stored, ['damaged-file']);
      }),
      { numRuns: RUNS },
    );
  });

  const stream = sealDare(plaintext, { key });
  const files = writeShards(stream, FOUR);
  it('changed shard files give the plaintext as long as two chunks of each block are good', async () => {
    const change = fc.record({ shard: fc.integer({ min: 0, max: 3 }), edit });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const changed = files.map((file, at) =>
          changes.filter(({ shard }) => shard === at).reduce((bytes, one) => apply(bytes, one.edit), file),
        );
        const part = { number: 1, storedBytes: stream.length, key, shards: shardFiles(changed) };
        const stored = { erasure: FOUR, parts: [part] };
        const touched = new Set(changes.map(({ shard }) => shard));
        await rightOrRefused(stored, touched.size <= 2 ? [] : ['not-found']);
      }),
      { numRuns: RUNS },
    );
  });

  it('every layout gives back its bytes from any shards that are enough', async () => {
    const layout = fc.record({
      data: fc.integer({ min: 1, max: 8 }),
      parity: fc.integer({ min: 0, max: 8 }),
      blockBytes: fc.integer({ min: 1, max: 5000 }),
    });
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(layout, bytes, fc.infiniteStream(fc.nat()), async (erasure, content, order) => {
        const files = shardFiles(writeShards(content, erasure));
        const shuffled = files
          .map((file) => ({ file, rank: order.next().value }))
          .toSorted((one, other) => one.rank - other.rank)
          .map(({ file }) => file);
        const parts = [{ number: 1, storedBytes: content.length, shards: shuffled.slice(erasure.parity) }];
        const got: Uint8Array[] = [];
        await reader.read({ erasure, parts }, async (chunk) => void got.push(chunk.slice()), context);
        expect(Buffer.compare(Buffer.concat(got), content)).toBe(0);
      }),
      { numRuns: Math.min(RUNS, 10_000) },
    );
  });
});
