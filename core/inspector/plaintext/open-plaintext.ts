import { SealabError } from '#shared/errors.ts';
import type { Crypto } from '../../ports/crypto.ts';
import type { StoredBytes, StoredPart } from '../../ports/plaintext-reader.ts';
import { DareStream, plainBytesOf } from '../dare-stream.ts';
import type { ErasureLayout } from '../erasure.ts';
import { type BlockTools, readBlocks } from './read-blocks.ts';

/** Reed-Solomon over 256 elements numbers no more. */
const MAX_SHARDS = 256;
/** MinIO writes 1 MiB, and wrote 10 MiB long ago; one block of every shard is in memory. */
const MAX_BLOCK_BYTES = 16 * 1024 ** 2;

export interface PlaintextTools extends BlockTools {
  readonly openAead: Crypto['openAead'];
}

/** How many bytes of plaintext all parts have together, if they are whole. */
export function plaintextBytes(stored: StoredBytes): number {
  return stored.parts.reduce(
    (sum, { storedBytes, key }) => sum + (key === undefined ? storedBytes : plainBytesOf(storedBytes)),
    0,
  );
}

/**
 * The plaintext of an object out of the shards of its parts, in pieces to be used before the next one. What it gives
 * was authentic: its bitrot hash agreed and, where it is encrypted, its package was opened. Throws `damaged-file`,
 * `not-found` where too few shards are left, and what `tools.checkpoint` throws.
 */
export async function* openPlaintext(stored: StoredBytes, tools: PlaintextTools): AsyncGenerator<Uint8Array> {
  checkLayout(stored.erasure);
  for (const part of stored.parts) {
    if (part.key === undefined) {
      for await (const pieces of readBlocks(part, stored.erasure, tools)) yield* pieces;
    } else {
      yield* openPart({ part, key: part.key, layout: stored.erasure, tools });
    }
  }
}

async function* openPart(sealed: {
  readonly part: StoredPart;
  readonly key: Uint8Array;
  readonly layout: ErasureLayout;
  readonly tools: PlaintextTools;
}): AsyncGenerator<Uint8Array> {
  const { part, key, layout, tools } = sealed;
  const { openAead, tally } = tools;
  const stream = new DareStream({
    key,
    openAead,
    name: `part ${part.number}`,
    storedBytes: part.storedBytes,
  });
  const before = tally.packages;
  for await (const pieces of readBlocks(part, layout, tools)) {
    for (const piece of pieces) {
      for (const plaintext of stream.push(piece)) {
        tally.packages = before + stream.packages;
        tally.cipher ??= stream.cipher;
        yield plaintext;
      }
    }
  }
  stream.end();
}

function checkLayout({ data, parity, blockBytes }: ErasureLayout): void {
  const isCounted = Number.isInteger(data) && Number.isInteger(parity) && Number.isInteger(blockBytes);
  if (isCounted && data >= 1 && parity >= 0 && data + parity <= MAX_SHARDS) {
    if (blockBytes >= 1 && blockBytes <= MAX_BLOCK_BYTES) return;
  }
  throw new SealabError(
    'damaged-file',
    `An object in blocks of ${blockBytes} bytes over ${data} data and ${parity} parity shards is not one of MinIO’s.`,
    { fix: 'Look at xl.meta of another drive: EcM, EcN and EcBSize.' },
  );
}
