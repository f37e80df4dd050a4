import { toHex } from '../bytes.ts';
import type { Crypto } from '../ports/crypto.ts';

/** Small enough to live inside xl.meta, and large enough to be sharded over the drives. */
export const MARKER_SIZES = [
  { name: 'small', bytes: 1024 },
  { name: 'large', bytes: 2 * 1024 * 1024 },
] as const;

/** A line of 64 characters that exists nowhere else, to be repeated in an object and searched for on the drives. */
export function makeMarker(crypto: Crypto): Uint8Array {
  const hex = toHex(crypto.randomBytes(20));
  return new TextEncoder().encode(`sealab-plaintext-marker ${hex}\n`.slice(-64).padStart(64, '-'));
}

/** The marker repeated to exactly `length` bytes. */
export function repeatMarker(marker: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += marker.length)
    bytes.set(marker.subarray(0, Math.min(marker.length, length - at)), at);
  return bytes;
}
