import { createBitrotHash } from '#core/inspector/bitrot.ts';
import { byteFeed, ChunkMemory, feedSource } from '#core/inspector/plaintext/byte-feed.ts';
import { openPlaintext, plaintextBytes } from '#core/inspector/plaintext/open-plaintext.ts';
import { PlaintextTally } from '#core/inspector/plaintext/tally.ts';
import type { PlaintextReader } from '#core/ports/plaintext-reader.ts';
import { cancelledError } from '#shared/errors.ts';
import { createPackageOpener } from './package-opener.ts';
import { needsMd5, PlaintextDigests } from './plaintext-digests.ts';
import { Preview } from './preview.ts';

/** Reads on this thread: what is small is done before a worker has started. */
export const readHere: PlaintextReader['read'] = async (stored, sink, { signal, report }) => {
  const tally = new PlaintextTally();
  const digests = new PlaintextDigests(needsMd5(stored));
  const preview = new Preview();
  const memories = new ChunkMemory();
  const total = plaintextBytes(stored);
  const pieces = openPlaintext(stored, {
    open: (file) => feedSource(byteFeed(file), memories),
    hash: createBitrotHash(),
    openAead: createPackageOpener(),
    tally,
    checkpoint: () => {
      if (signal.aborted) throw cancelledError(signal.reason);
    },
  });
  for await (const piece of pieces) {
    digests.update(piece);
    preview.add(piece);
    await sink?.(piece);
    report({ done: preview.sizeBytes, total, unit: 'bytes' });
  }
  return { ...tally.facts(), ...preview.facts(), ...digests.hex() };
};
