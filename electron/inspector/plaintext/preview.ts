import type { PlaintextFacts } from '#core/ports/plaintext-reader.ts';

const PREVIEW_BYTES = 1024;

/** Counts the plaintext and keeps how it begins. */
export class Preview {
  readonly #kept = new Uint8Array(PREVIEW_BYTES);
  sizeBytes = 0;

  add(piece: Uint8Array): void {
    if (this.sizeBytes < PREVIEW_BYTES)
      this.#kept.set(piece.subarray(0, PREVIEW_BYTES - this.sizeBytes), this.sizeBytes);
    this.sizeBytes += piece.length;
  }

  facts(): Pick<PlaintextFacts, 'sizeBytes' | 'preview'> {
    return { sizeBytes: this.sizeBytes, preview: this.#kept.slice(0, this.sizeBytes) };
  }
}
