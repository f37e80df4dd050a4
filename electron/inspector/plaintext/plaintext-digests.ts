import { createHash } from 'node:crypto';
import type { StoredBytes } from '#core/ports/plaintext-reader.ts';
import type { DigestReport } from './messages.ts';

/** The ETag of an object of several parts is made of other MD5s: that of the whole compares with nothing. */
export function needsMd5({ parts }: StoredBytes): boolean {
  return parts.length <= 1;
}

/** SHA-256, and MD5 where it is wanted, of a plaintext that comes in pieces. */
export class PlaintextDigests {
  readonly #sha256 = createHash('sha256');
  readonly #md5: ReturnType<typeof createHash> | undefined;

  constructor(withMd5: boolean) {
    this.#md5 = withMd5 ? createHash('md5') : undefined;
  }

  update(piece: Uint8Array): void {
    this.#sha256.update(piece);
    this.#md5?.update(piece);
  }

  hex(): DigestReport {
    return { sha256: this.#sha256.digest('hex'), md5: this.#md5?.digest('hex') ?? '' };
  }
}
