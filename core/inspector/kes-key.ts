import { hchacha } from '@noble/ciphers/chacha.js';
import type { Crypto } from '../ports/crypto.ts';
import type { KesKey } from './kes-key-value.ts';
import { type KesAlgorithm, type KmsCiphertext, readKmsCiphertext } from './kms-ciphertext.ts';

export { type BuiltinKey, builtinKey, type KesKey, readKesKey } from './kes-key-value.ts';

/** The constant of ChaCha20 (RFC 8439, 2.3). */
const SIGMA = 'expand 32-byte k';

export interface SealedByKes {
  /** As it is stored. */
  readonly ciphertext: Uint8Array;
  /** The associated data: `contextBytes` or `configContextBytes`. */
  readonly context: Uint8Array;
}

/**
 * Opens a data key with the key that sealed it, as KES does (`internal/crypto/key.go`, Decrypt) and MinIO with its
 * built-in key: an HMAC-SHA256 or HChaCha20 of key and IV gives the key of the AEAD. undefined where no reading of the
 * ciphertext is authentic: another key, another context, or changed bytes. Throws `damaged-file` where it has no form at all.
 */
export function openWithKesKey(crypto: Crypto, kesKey: KesKey, sealed: SealedByKes): Uint8Array | undefined {
  for (const candidate of readKmsCiphertext(sealed.ciphertext)) {
    // MinIO's built-in key never wrote MessagePack and does not read it.
    if (kesKey.form === 'builtin' && candidate.form === 'msgpack') continue;
    const algorithm = kesKey.form === 'builtin' ? (candidate.algorithm ?? 'AES256') : kesKey.algorithm;
    const opened = crypto.openAead({
      cipher: algorithm === 'AES256' ? 'AES-256-GCM' : 'ChaCha20-Poly1305',
      key: sealingKey(crypto, kesKey.key, { algorithm, iv: candidate.iv }),
      nonce: candidate.nonce,
      sealed: candidate.sealed,
      associatedData: sealed.context,
    });
    if (opened !== undefined) return opened;
  }
  return undefined;
}

/** The key of one ciphertext: W = HMAC-SHA256(K, IV), or HChaCha20(K, IV). */
function sealingKey(
  crypto: Crypto,
  key: Uint8Array,
  { algorithm, iv }: { readonly algorithm: KesAlgorithm } & Pick<KmsCiphertext, 'iv'>,
): Uint8Array {
  return algorithm === 'AES256' ? crypto.hmacSha256(key, iv) : hChaCha20(key, iv);
}

function hChaCha20(key: Uint8Array, iv: Uint8Array): Uint8Array {
  const derived = new Uint32Array(8);
  hchacha(wordsOf(new TextEncoder().encode(SIGMA)), wordsOf(key), wordsOf(iv), derived);
  return new Uint8Array(derived.buffer);
}

/** A copy, because the bytes may lie at an address that is no multiple of four. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const copy = Uint8Array.from(bytes);
  return new Uint32Array(copy.buffer);
}
