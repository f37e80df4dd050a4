import { createHash } from 'node:crypto';
import { createBitrotHash } from '#core/inspector/bitrot.ts';
import { byteFeed, ChunkMemory, feedSource } from '#core/inspector/plaintext/byte-feed.ts';
import { openPlaintext, plaintextBytes } from '#core/inspector/plaintext/open-plaintext.ts';
import { PlaintextTally } from '#core/inspector/plaintext/tally.ts';
import type { PlaintextReader } from '#core/ports/plaintext-reader.ts';
import { cancelledError } from '#shared/errors.ts';
import { needsMd5 } from './needs-md5.ts';
import { createPackageOpener } from './package-opener.ts';
import { Preview } from './preview.ts';

/** Reads on this thread: what is small is done before a worker has started. */
export const readHere: PlaintextReader['read'] = async (stored, sink, { signal, report }) => {
  const tally = new PlaintextTally();
  const sha256 = createHash('sha256');
  const md5 = needsMd5(stored) ? createHash('md5') : undefined;
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
    sha256.update(piece);
    md5?.update(piece);
    preview.add(piece);
    await sink?.(piece);
    report({ done: preview.sizeBytes, total, unit: 'bytes' });
  }
  const digests = { sha256: sha256.digest('hex'), md5: md5?.digest('hex') ?? '' };
  return { ...tally.facts(), ...preview.facts(), ...digests };
};
