import type { AeadCipher } from '../../ports/crypto.ts';
import type { BadChunk } from '../../ports/plaintext-reader.ts';

/** Of a drive that is wrong everywhere, more of the same tells nothing. */
const MAX_BAD_CHUNKS = 1000;

/** What was seen on the way from shards to plaintext. */
export class PlaintextTally {
  readonly badChunks: BadChunk[] = [];
  blocks = 0;
  hashesAgreed = 0;
  reconstructedBlocks = 0;
  packages = 0;
  cipher: AeadCipher | undefined;
  /** Bytes of the parts that were read, as they are stored. */
  storedBytesRead = 0;

  addBadChunk(chunk: BadChunk): void {
    if (this.badChunks.length < MAX_BAD_CHUNKS) this.badChunks.push(chunk);
  }
}
