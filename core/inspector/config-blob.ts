import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { z } from 'zod';
import { fromBase64, joinBytes } from '../bytes.ts';
import type { AeadCipher, Crypto } from '../ports/crypto.ts';
import { damaged, type Format } from './damaged.ts';

const BLOB: Format = {
  name: 'This configuration file of MinIO',
  fix: 'Heal it with `mc admin heal`, or look at the copy on another drive.',
};
const VERSION = 1;
const HEAD_BYTES = 5;
const MOST_METADATA_BYTES = 1024 * 1024;
const NONCE_BYTES = 8;
const TAG_BYTES = 16;
/** Of sio-go, which is not the sio of the objects. */
const FRAGMENT_BYTES = 16_384 + TAG_BYTES;
const LAST_FRAGMENT = 0x80;
const OPENING = 0x7b;

/** A file of MinIO's own configuration or IAM, which its KMS protects. */
export interface ConfigBlob {
  readonly keyName: string;
  /** The data key, sealed by the KMS under `configContextBytes`. */
  readonly kmsCiphertext: Uint8Array;
  readonly algorithm: AeadCipher;
  /** 8 bytes; a counter makes them 12. */
  readonly nonce: Uint8Array;
  /** Fragments of 16 KiB, each with its tag. */
  readonly sealed: Uint8Array;
}

const Metadata = z.object({
  keyid: z.string(),
  kmskey: z.string(),
  algorithm: z.enum(['AES-256-GCM', 'ChaCha20-Poly1305']),
  nonce: z.string(),
});

/**
 * Whether a file of `.minio.sys` is in the clear: JSON, or the binary form of bucket metadata, which also begins with a 1
 * and has no JSON behind it.
 */
export function isPlainConfig(bytes: Uint8Array): boolean {
  return bytes[0] !== VERSION || bytes[HEAD_BYTES] !== OPENING;
}

/**
 * Reads a file of MinIO's configuration (MinIO `internal/config/crypto.go`): version 1, length of the metadata (uint32
 * LE), metadata as JSON, then a sio-go stream. Throws `damaged-file`.
 */
export function readConfigBlob(bytes: Uint8Array): ConfigBlob {
  if (bytes.length < HEAD_BYTES) throw damaged(BLOB, 'it is cut short', { offset: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== VERSION)
    throw damaged(BLOB, `it is of version ${view.getUint8(0)}, not ${VERSION}`, { offset: 0 });
  const length = view.getUint32(1, true);
  if (length > MOST_METADATA_BYTES || HEAD_BYTES + length > bytes.length)
    throw damaged(BLOB, `${length} bytes of metadata are announced and fewer are there`, { offset: 1 });
  const { keyid, kmskey, algorithm, nonce } = parse(bytes.subarray(HEAD_BYTES, HEAD_BYTES + length));
  const blob = {
    keyName: keyid,
    kmsCiphertext: decode(kmskey),
    algorithm,
    nonce: decode(nonce),
    sealed: bytes.subarray(HEAD_BYTES + length),
  };
  if (blob.nonce.length !== NONCE_BYTES) throw damaged(BLOB, `its nonce has ${blob.nonce.length} bytes`);
  return blob;
}

/**
 * Opens it with its data key, 32 bytes (secure-io/sio-go `sio.go`, `reader.go`): the tag of an empty message with counter
 * 0 goes into the associated data of every fragment, and the last one is marked. undefined where it is not authentic: the
 * key is another, or fragments were changed, swapped or cut.
 */
export function openConfigBlob(
  crypto: Crypto,
  blob: ConfigBlob,
  dataKey: Uint8Array,
): Uint8Array | undefined {
  const { algorithm, sealed } = blob;
  const emptyTag = tagOfNothing(algorithm, dataKey, nonceOf(blob, 0));
  const fragments: Uint8Array[] = [];
  const count = Math.max(1, Math.ceil(sealed.length / FRAGMENT_BYTES));
  for (let index = 0; index < count; index += 1) {
    const isLast = index === count - 1;
    const opened = crypto.openAead({
      cipher: algorithm,
      key: dataKey,
      nonce: nonceOf(blob, index + 1),
      sealed: sealed.subarray(index * FRAGMENT_BYTES, (index + 1) * FRAGMENT_BYTES),
      associatedData: Uint8Array.of(isLast ? LAST_FRAGMENT : 0, ...emptyTag),
    });
    if (opened === undefined) return undefined;
    fragments.push(opened);
  }
  return joinBytes(fragments);
}

/** The port only opens; this one value has to be made. */
function tagOfNothing(algorithm: AeadCipher, key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const cipher = algorithm === 'AES-256-GCM' ? gcm : chacha20poly1305;
  return cipher(key, nonce).encrypt(new Uint8Array(0));
}

function nonceOf({ nonce }: ConfigBlob, counter: number): Uint8Array {
  const whole = new Uint8Array(NONCE_BYTES + 4);
  whole.set(nonce);
  new DataView(whole.buffer).setUint32(NONCE_BYTES, counter, true);
  return whole;
}

function parse(bytes: Uint8Array): z.infer<typeof Metadata> {
  try {
    return Metadata.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw damaged(BLOB, 'its metadata are not what MinIO writes', { cause });
  }
}

function decode(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (cause) {
    throw damaged(BLOB, 'its metadata are not base64', { cause });
  }
}
