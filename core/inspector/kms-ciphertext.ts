import { z } from 'zod';
import { fromBase64 } from '../bytes.ts';
import { damaged, type Format } from './damaged.ts';
import { MsgpackCursor } from './msgpack-cursor.ts';

const CIPHERTEXT: Format = {
  name: 'This encrypted data key',
  fix: 'Look at the copy of the object on another drive. What is lost here cannot be made again.',
};
const IV_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ITEMS = 5;

/** The two kinds of key that KES knows. */
export type KesAlgorithm = 'AES256' | 'ChaCha20';

/** A data key that a KMS sealed, taken apart. */
export interface KmsCiphertext {
  /** `msgpack`: KES to 0.23. `json`: KES and MinIO of before 2022. `raw`: KES 0.24 and MinIO's built-in key. */
  readonly form: 'msgpack' | 'json' | 'raw';
  /** Not written in the raw form: the key itself says it. */
  readonly algorithm?: KesAlgorithm;
  /** First 16 bytes of the SHA-256 of the KES key, hex; nobody checks it. */
  readonly keyId?: string;
  /** 16 bytes: with the KES key they make the key that seals. */
  readonly iv: Uint8Array;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  /** Ciphertext and tag. */
  readonly sealed: Uint8Array;
}

/**
 * Takes a sealed data key apart (KES `internal/crypto/ciphertext.go`, MinIO `internal/kms/secret-key.go`). The raw form
 * has no mark and may begin like another form by chance: what can be read in that form comes first, the raw reading last.
 * Throws `damaged-file` where no reading is possible.
 */
export function readKmsCiphertext(bytes: Uint8Array): readonly KmsCiphertext[] {
  const candidates = [readMsgpack(bytes), readJson(bytes), readRaw(bytes)].filter(
    (candidate) => candidate !== undefined,
  );
  if (candidates.length === 0) throw damaged(CIPHERTEXT, `${bytes.length} bytes are too few`);
  return candidates;
}

function readMsgpack(bytes: Uint8Array): KmsCiphertext | undefined {
  if (bytes[0] !== 0x90 + ITEMS) return undefined;
  try {
    const cursor = new MsgpackCursor(bytes, { format: CIPHERTEXT });
    cursor.arrayLength();
    const algorithm = algorithmOf(cursor.text());
    const keyId = cursor.text();
    const [iv, nonce, sealed] = [cursor.binary(), cursor.binary(), cursor.binary()];
    if (algorithm === undefined || !cursor.isAtEnd || !isWhole({ iv, nonce, sealed })) return undefined;
    return { form: 'msgpack', algorithm, keyId, iv, nonce, sealed };
  } catch {
    // It is in another form, whose random bytes begin like this one.
    return undefined;
  }
}

const Json = z.object({
  aead: z.enum(['AES-256-GCM-HMAC-SHA-256', 'ChaCha20Poly1305']),
  id: z.string().optional(),
  iv: z.string(),
  nonce: z.string(),
  bytes: z.string(),
});

function readJson(bytes: Uint8Array): KmsCiphertext | undefined {
  if (bytes[0] !== 0x7b) return undefined;
  try {
    const json = Json.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    const parts = {
      iv: fromBase64(json.iv),
      nonce: fromBase64(json.nonce),
      sealed: fromBase64(json.bytes),
    };
    if (!isWhole(parts)) return undefined;
    return {
      form: 'json',
      algorithm: json.aead === 'ChaCha20Poly1305' ? 'ChaCha20' : 'AES256',
      ...(json.id === undefined ? {} : { keyId: json.id }),
      ...parts,
    };
  } catch {
    // As above: random bytes that begin with `{`.
    return undefined;
  }
}

function readRaw(bytes: Uint8Array): KmsCiphertext | undefined {
  const end = bytes.length - IV_BYTES - NONCE_BYTES;
  if (end < TAG_BYTES) return undefined;
  return {
    form: 'raw',
    iv: bytes.subarray(end, end + IV_BYTES),
    nonce: bytes.subarray(end + IV_BYTES),
    sealed: bytes.subarray(0, end),
  };
}

function isWhole({ iv, nonce, sealed }: Pick<KmsCiphertext, 'iv' | 'nonce' | 'sealed'>): boolean {
  return iv.length === IV_BYTES && nonce.length === NONCE_BYTES && sealed.length >= TAG_BYTES;
}

/** Names of all times (kms-go `kes/key.go`). */
export function algorithmOf(name: string): KesAlgorithm | undefined {
  if (name === 'AES256' || name === 'AES256-GCM_SHA256') return 'AES256';
  if (name === 'ChaCha20' || name === 'XCHACHA20-POLY1305') return 'ChaCha20';
  return undefined;
}
