import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StoredBytes } from '#core/ports/plaintext-reader.ts';
import { createPlaintextReader } from './plaintext-reader.ts';
import { writeObject } from './testing/write-object.ts';

const key = randomBytes(32);
const SINGLE = { data: 1, parity: 0, blockBytes: 1_048_576 };
const FOUR = { data: 2, parity: 2, blockBytes: 1_048_576 };
const reader = createPlaintextReader();

function quiet(): { signal: AbortSignal; report: () => undefined } {
  return { signal: new AbortController().signal, report: () => undefined };
}

async function readAll(stored: StoredBytes): Promise<{ plaintext: Uint8Array; facts: unknown }> {
  const chunks: Uint8Array[] = [];
  const facts = await reader.read(
    stored,
    async (chunk) => {
      chunks.push(chunk.slice());
    },
    quiet(),
  );
  return { plaintext: new Uint8Array(Buffer.concat(chunks)), facts };
}

describe('reading plaintext', () => {
  // The encoder of the tests is slow; the last size is large enough for threads.
  it.each([0, 1, 65_535, 65_536, 65_537, 1_048_575, 1_048_576, 1_048_577, 3_400_000, 5_000_001])(
    'gives back %i bytes from one drive and from four',
    async (size) => {
      const plaintext = new Uint8Array(randomBytes(size));
      for (const layout of [SINGLE, FOUR]) {
        const read = await readAll(writeObject({ plaintext, key, layout }));
        expect(Buffer.compare(read.plaintext, plaintext)).toBe(0);
        expect(read.facts).toMatchObject({
          sizeBytes: size,
          sha256: createHash('sha256').update(plaintext).digest('hex'),
          md5: createHash('md5').update(plaintext).digest('hex'),
          badChunks: [],
          reconstructedBlocks: 0,
        });
      }
    },
    30_000,
  );
});
