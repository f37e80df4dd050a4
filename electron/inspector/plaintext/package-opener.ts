import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { Crypto } from '#core/ports/crypto.ts';

const TAG_BYTES = 16;
/** Of a DARE package. */
const MAX_PLAINTEXT_BYTES = 65_536;
/** Smaller ones are more calls, larger ones more new pages of memory; measured. */
const STEP_BYTES = 32_768;

/**
 * Opens one package after another into the same memory: a result stays as it is until the next call. A key is prepared
 * once, which by bytes costs as much as the package itself.
 */
export function createPackageOpener(): Crypto['openAead'] {
  const scratch = new Uint8Array(MAX_PLAINTEXT_BYTES);
  const prepared = new WeakMap<Uint8Array, KeyObject>();
  const options = { authTagLength: TAG_BYTES };
  return ({ cipher, key, nonce, sealed, associatedData }) => {
    const length = sealed.length - TAG_BYTES;
    if (length < 0 || length > MAX_PLAINTEXT_BYTES) return undefined;
    const keyObject = prepared.get(key) ?? createSecretKey(key);
    prepared.set(key, keyObject);
    const opener =
      cipher === 'AES-256-GCM'
        ? createDecipheriv('aes-256-gcm', keyObject, nonce, options)
        : createDecipheriv('chacha20-poly1305', keyObject, nonce, options);
    opener.setAAD(associatedData, { plaintextLength: length });
    opener.setAuthTag(sealed.subarray(length));
    for (let at = 0; at < length; at += STEP_BYTES)
      scratch.set(opener.update(sealed.subarray(at, Math.min(at + STEP_BYTES, length))), at);
    try {
      opener.final();
    } catch {
      // The one way in which node:crypto says that a tag is wrong.
      return undefined;
    }
    return scratch.subarray(0, length);
  };
}
