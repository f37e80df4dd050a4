import { sameBytes } from '../bytes.ts';
import type { AeadCipher } from '../ports/crypto.ts';

/** A DARE package is a header, ciphertext as long as its payload, and a tag (minio/sio `dare.go`, `DARE.md`). */
export const DARE_HEADER_BYTES = 16;
export const DARE_TAG_BYTES = 16;
/** Of every package but the last. */
export const DARE_PAYLOAD_BYTES = 65_536;
export const DARE_PACKAGE_BYTES = DARE_HEADER_BYTES + DARE_PAYLOAD_BYTES + DARE_TAG_BYTES;
export const DARE_VERSION_1 = 0x10;
export const DARE_VERSION_2 = 0x20;

const FINAL_FLAG = 0x80;
const CIPHERS: readonly (AeadCipher | undefined)[] = ['AES-256-GCM', 'ChaCha20-Poly1305'];

export interface DareHeader {
  readonly version: number;
  readonly cipherId: number;
  /** undefined where DARE has no such cipher. */
  readonly cipher: AeadCipher | undefined;
  readonly payloadBytes: number;
  /** Of the whole package. */
  readonly packageBytes: number;
  /** Version 2.0 only. */
  readonly isFinal: boolean;
  /** Bytes 4 to 15. Version 2.0: the final flag and what all packages of a stream share; 1.0: sequence number, then nonce. */
  readonly nonce: Uint8Array;
}

/** Reads the header that `bytes` begin with; they must be at least 16. Checks nothing. */
export function readDareHeader(bytes: Uint8Array): DareHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, DARE_HEADER_BYTES);
  const payloadBytes = view.getUint16(2, true) + 1;
  return {
    version: view.getUint8(0),
    cipherId: view.getUint8(1),
    cipher: CIPHERS[view.getUint8(1)],
    payloadBytes,
    packageBytes: DARE_HEADER_BYTES + payloadBytes + DARE_TAG_BYTES,
    isFinal: (view.getUint8(4) & FINAL_FLAG) !== 0,
    nonce: bytes.slice(4, DARE_HEADER_BYTES),
  };
}

/** The same in every package of a 2.0 stream: the nonce without its final flag. */
export function isSameDareNonce(one: Uint8Array, other: Uint8Array): boolean {
  if ((((one[0] ?? 0) ^ (other[0] ?? 0)) & ~FINAL_FLAG) !== 0) return false;
  return sameBytes(one.subarray(1), other.subarray(1));
}

/** The nonce of package `sequence` of a 2.0 stream: its last four bytes XOR the sequence number, little endian. */
export function dareNonce(nonce: Uint8Array, sequence: number): Uint8Array {
  const mixed = nonce.slice();
  const view = new DataView(mixed.buffer);
  view.setUint32(8, view.getUint32(8, true) ^ sequence, true);
  return mixed;
}
