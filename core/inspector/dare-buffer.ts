import { SealabError } from '#shared/errors.ts';
import { joinBytes } from '../bytes.ts';
import type { Crypto } from '../ports/crypto.ts';
import { DARE_HEADER_BYTES, DARE_TAG_BYTES, DARE_VERSION_1, readDareHeader } from './dare.ts';
import { DareStream } from './dare-stream.ts';

/**
 * Opens a small DARE message that is whole in memory: a sealed key, an ETag, a checksum (minio/sio `dare.go`, `DARE.md`).
 * undefined where it is not authentic, cut, or no DARE message. Version 1.0 has the sequence number in its header and no
 * final flag; only keys of before 2018 are sealed so. Streams of data are opened by `DareStream`, which says what is wrong.
 */
export function openDareBuffer(crypto: Crypto, key: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  if (message.length === 0) return undefined;
  return message[0] === DARE_VERSION_1
    ? openVersion1(crypto, key, message)
    : openVersion2(crypto, key, message);
}

function openVersion2(crypto: Crypto, key: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  const stream = new DareStream({
    key,
    openAead: (sealed) => crypto.openAead(sealed),
    name: 'the message',
    storedBytes: message.length,
  });
  try {
    const opened = [...stream.push(message)];
    stream.end();
    return joinBytes(opened);
  } catch (thrown) {
    if (thrown instanceof SealabError && thrown.code === 'damaged-file') return undefined;
    throw thrown;
  }
}

function openVersion1(crypto: Crypto, key: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  const opened: Uint8Array[] = [];
  let rest = message;
  while (rest.length > 0) {
    if (rest.length < DARE_HEADER_BYTES + DARE_TAG_BYTES) return undefined;
    const { cipherId, cipher, packageBytes, nonce } = readDareHeader(rest);
    const sequence = new DataView(nonce.buffer).getUint32(0, true);
    if (rest[0] !== DARE_VERSION_1 || cipher === undefined || cipherId !== message[1]) return undefined;
    if (packageBytes > rest.length || sequence !== opened.length) return undefined;
    const sealed = rest.subarray(DARE_HEADER_BYTES, packageBytes);
    const payload = crypto.openAead({ cipher, key, nonce, sealed, associatedData: rest.subarray(0, 4) });
    if (payload === undefined) return undefined;
    opened.push(payload);
    rest = rest.subarray(packageBytes);
  }
  return joinBytes(opened);
}
