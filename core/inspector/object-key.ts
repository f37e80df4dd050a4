import { joinBytes } from '../bytes.ts';
import type { Crypto } from '../ports/crypto.ts';
import { openDareBuffer } from './dare-buffer.ts';
import { LEGACY_SEAL_ALGORITHM, SEAL_ALGORITHM } from './encryption.ts';
import { boundPath } from './kms-context.ts';

const KEY_BYTES = 32;
const SEALED_ETAG_BYTES = 16;
const HEX = /^(?:[0-9a-f]{2})+$/i;

/** What the key encryption key is bound to beside the data key. */
export interface KeyBinding {
  readonly iv: Uint8Array;
  readonly mode: 'sse-s3' | 'sse-kms' | 'sse-c';
  readonly bucket: string;
  readonly key: string;
  /** `DAREv2-HMAC-SHA256` where it is not given. */
  readonly sealAlgorithm?: string;
}

/**
 * The key that seals the object key (MinIO `internal/crypto/key.go`, Unseal): HMAC-SHA256 under the data key, or the
 * client's key for SSE-C, over IV, domain, algorithm and path. The old `DARE-SHA256` is SHA-256 over data key and IV, and
 * binds no name.
 */
export function keyEncryptionKey(crypto: Crypto, dataKey: Uint8Array, binding: KeyBinding): Uint8Array {
  const { iv, mode, bucket, key, sealAlgorithm = SEAL_ALGORITHM } = binding;
  if (sealAlgorithm === LEGACY_SEAL_ALGORITHM) return crypto.sha256(joinBytes([dataKey, iv]));
  const bound = `${mode.toUpperCase()}${SEAL_ALGORITHM}${boundPath(bucket, key)}`;
  return crypto.hmacSha256(dataKey, joinBytes([iv, new TextEncoder().encode(bound)]));
}

/**
 * The object key out of its one DARE package of 64 bytes; undefined where it is not authentic: another data key, another
 * bucket or name, or changed bytes.
 */
export function openSealedKey(crypto: Crypto, kek: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const opened = openDareBuffer(crypto, kek, sealed);
  return opened?.length === KEY_BYTES ? opened : undefined;
}

/** The key of one part of a multipart object: HMAC-SHA256 over the part number, four bytes, the smallest first. */
export function partKey(crypto: Crypto, objectKey: Uint8Array, partNumber: number): Uint8Array {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, partNumber, true);
  return crypto.hmacSha256(objectKey, number);
}

/**
 * The MD5 that a sealed ETag holds (MinIO `internal/crypto/key.go`, UnsealETag); 16 bytes and fewer are not sealed and
 * come back as they are. undefined where it is not authentic, or no hex at all, as the ETag of a multipart object.
 */
export function openEtag(crypto: Crypto, objectKey: Uint8Array, etag: string): Uint8Array | undefined {
  if (!HEX.test(etag)) return undefined;
  const bytes = Uint8Array.from(etag.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (bytes.length <= SEALED_ETAG_BYTES) return bytes;
  return openLabelled(crypto, objectKey, { label: 'SSE-etag', sealed: bytes });
}

/** A value that is sealed under a key of its own. */
export interface LabelledValue {
  /** `SSE-etag`, `object-checksum` (MetaSys `x-minio-internal-crc`), `compression-index` (PartIdx). */
  readonly label: string;
  readonly sealed: Uint8Array;
}

/**
 * Opens a value that the server sealed with HMAC-SHA256(object key, label) (MinIO `cmd/encryption-v1.go`,
 * metadataDecrypter). Nothing is sealed where it is empty. undefined where it is not authentic.
 */
export function openLabelled(
  crypto: Crypto,
  objectKey: Uint8Array,
  { label, sealed }: LabelledValue,
): Uint8Array | undefined {
  if (sealed.length === 0) return sealed;
  return openDareBuffer(crypto, crypto.hmacSha256(objectKey, new TextEncoder().encode(label)), sealed);
}
