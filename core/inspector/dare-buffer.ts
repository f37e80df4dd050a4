import { joinBytes } from '../bytes.ts';
import type { AeadCipher, Crypto } from '../ports/crypto.ts';

const HEADER_BYTES = 16;
const TAG_BYTES = 16;
const FULL_PAYLOAD_BYTES = 65_536;
const FINAL_FLAG = 0x80;
const CIPHERS: readonly (AeadCipher | undefined)[] = ['AES-256-GCM', 'ChaCha20-Poly1305'];

/**
 * Opens a small DARE message that is whole in memory: a sealed key, an ETag, a checksum (minio/sio `dare.go`, `DARE.md`).
 * undefined where it is not authentic, cut, or no DARE message. Version 1.0 has the sequence number in its header and no
 * final flag; only keys of before 2018 are sealed so. Streams of data are opened by `DareStream`, which says what is wrong.
 */
export function openDareBuffer(crypto: Crypto, key: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  const opened: Uint8Array[] = [];
  let at = 0;
  let isEnded = false;
  while (at < message.length) {
    const head = readHead(message.subarray(at), opened.length);
    if (head === undefined || isEnded || !isSameStream(message, at)) return undefined;
    const { packageBytes, isFinal, ...rest } = head;
    const bytes = message.subarray(at, at + packageBytes);
    const payload = crypto.openAead({
      ...rest,
      key,
      sealed: bytes.subarray(HEADER_BYTES),
      associatedData: bytes.subarray(0, 4),
    });
    if (payload === undefined) return undefined;
    opened.push(payload);
    at += packageBytes;
    isEnded = isFinal;
  }
  return isEnded || (opened.length > 0 && message[0] === 0x10) ? joinBytes(opened) : undefined;
}

interface Head {
  readonly cipher: AeadCipher;
  readonly nonce: Uint8Array;
  readonly isFinal: boolean;
  readonly packageBytes: number;
}

function readHead(bytes: Uint8Array, sequence: number): Head | undefined {
  if (bytes.length < HEADER_BYTES + TAG_BYTES + 1) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const version = view.getUint8(0);
  const cipher = CIPHERS[view.getUint8(1)];
  const payloadBytes = view.getUint16(2, true) + 1;
  const packageBytes = HEADER_BYTES + payloadBytes + TAG_BYTES;
  if (cipher === undefined || packageBytes > bytes.length) return undefined;
  const nonce = bytes.slice(4, HEADER_BYTES);
  if (version === 0x10)
    return view.getUint32(4, true) === sequence ? { cipher, nonce, isFinal: false, packageBytes } : undefined;
  if (version !== 0x20) return undefined;
  const isFinal = (view.getUint8(4) & FINAL_FLAG) !== 0;
  if (!isFinal && payloadBytes !== FULL_PAYLOAD_BYTES) return undefined;
  const mixed = new DataView(nonce.buffer);
  mixed.setUint32(8, mixed.getUint32(8, true) ^ sequence, true);
  return { cipher, nonce, isFinal, packageBytes };
}

/** Version, cipher and nonce of every package are those of the first, but for the final flag. */
function isSameStream(message: Uint8Array, at: number): boolean {
  if (at === 0) return true;
  const same = (index: number): boolean => message[at + index] === message[index];
  if (!same(0) || !same(1)) return false;
  if (message[0] === 0x10) return true;
  const mask = 0xff ^ FINAL_FLAG;
  if (((message[at + 4] ?? 0) & mask) !== ((message[4] ?? 0) & mask)) return false;
  for (let index = 5; index < HEADER_BYTES; index += 1) if (!same(index)) return false;
  return true;
}
