import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Crypto } from '#core/ports/crypto.ts';
import { openAead } from '../../system/crypto.ts';

/**
 * Opens one package after another. A result stays as it is until the next call, which frees it: left to the garbage
 * collector, a gigabyte of results holds tens of megabytes. A key is prepared once, which by bytes costs as much as the
 * package itself.
 */
export function createPackageOpener(): Crypto['openAead'] {
  const prepared = new WeakMap<Uint8Array, KeyObject>();
  let last: ArrayBuffer | undefined;
  return ({ key, ...message }) => {
    const keyObject = prepared.get(key) ?? createSecretKey(key);
    prepared.set(key, keyObject);
    last?.transfer(0);
    const plaintext = openAead({ ...message, key: keyObject });
    last = plaintext?.buffer;
    return plaintext;
  };
}
