import { createHash } from 'node:crypto';
import { loadBitrotHash } from '#core/inspector/bitrot.ts';
import { openPlaintext, plaintextBytes } from '#core/inspector/plaintext/open-plaintext.ts';
import { streamSource } from '#core/inspector/plaintext/stream-source.ts';
import { PlaintextTally } from '#core/inspector/plaintext/tally.ts';
import type { PlaintextReader } from '#core/ports/plaintext-reader.ts';
import { cancelledError } from '#shared/errors.ts';
import { createPackageOpener } from './package-opener.ts';

const PREVIEW_BYTES = 1024;

/** Reads plaintext on this thread. */
export function createPlaintextReader(): PlaintextReader {
  return {
    async read(stored, sink, { signal, report }) {
      const hash = await loadBitrotHash();
      const tally = new PlaintextTally();
      const digests = { sha256: createHash('sha256'), md5: createHash('md5') };
      const total = plaintextBytes(stored);
      const preview = new Uint8Array(Math.min(PREVIEW_BYTES, total));
      let sizeBytes = 0;
      const pieces = openPlaintext(stored, {
        open: streamSource,
        hash,
        openAead: createPackageOpener(),
        tally,
        checkpoint: () => {
          if (signal.aborted) throw cancelledError(signal.reason);
          report({ done: sizeBytes, total, unit: 'bytes' });
        },
      });
      for await (const piece of pieces) {
        digests.sha256.update(piece);
        digests.md5.update(piece);
        if (sizeBytes < preview.length) preview.set(piece.subarray(0, preview.length - sizeBytes), sizeBytes);
        sizeBytes += piece.length;
        await sink?.(piece.slice());
      }
      const { blocks, hashesAgreed, badChunks, reconstructedBlocks, packages, cipher } = tally;
      return {
        sizeBytes,
        sha256: digests.sha256.digest('hex'),
        md5: digests.md5.digest('hex'),
        preview,
        blocks,
        hashesAgreed,
        badChunks,
        reconstructedBlocks,
        packages,
        ...(cipher === undefined ? {} : { cipher }),
      };
    },
  };
}
