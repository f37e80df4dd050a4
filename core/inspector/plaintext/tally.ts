import type { AeadCipher } from '../../ports/crypto.ts';
import type { BadChunk, PlaintextFacts } from '../../ports/plaintext-reader.ts';

/** Of a drive that is wrong everywhere, more of the same tells nothing. */
const MAX_BAD_CHUNKS = 1000;

/** What the tally becomes; the rest of the facts is about the plaintext itself. */
export type TallyFacts = Pick<
  PlaintextFacts,
  'blocks' | 'hashesAgreed' | 'badChunks' | 'reconstructedBlocks' | 'packages' | 'cipher'
>;

/** What was seen on the way from shards to plaintext. */
export class PlaintextTally {
  readonly badChunks: BadChunk[] = [];
  blocks = 0;
  hashesAgreed = 0;
  reconstructedBlocks = 0;
  packages = 0;
  cipher: AeadCipher | undefined;

  addBadChunk(chunk: BadChunk): void {
    if (this.badChunks.length < MAX_BAD_CHUNKS) this.badChunks.push(chunk);
  }

  facts(): TallyFacts {
    const { blocks, hashesAgreed, badChunks, reconstructedBlocks, packages, cipher } = this;
    const facts = { blocks, hashesAgreed, badChunks, reconstructedBlocks, packages };
    return cipher === undefined ? facts : { ...facts, cipher };
  }
}
