import { z } from 'zod';
import { fromBase64 } from '../bytes.ts';
import { damaged } from './damaged.ts';
import { XL_META } from './xl-envelope.ts';
import type { XlObject } from './xl-types.ts';

const PREFIX = 'X-Minio-Internal-Server-Side-Encryption';

/** The names under which MinIO keeps what it needs to decrypt (MinIO `internal/crypto/metadata.go`). */
export const META = {
  iv: `${PREFIX}-Iv`,
  algorithm: `${PREFIX}-Seal-Algorithm`,
  sealedKey: {
    'sse-kms': `${PREFIX}-Kms-Sealed-Key`,
    'sse-s3': `${PREFIX}-S3-Sealed-Key`,
    'sse-c': `${PREFIX}-Sealed-Key`,
  },
  /** Also of SSE-KMS, in spite of its name. */
  keyName: `${PREFIX}-S3-Kms-Key-Id`,
  kmsCiphertext: `${PREFIX}-S3-Kms-Sealed-Key`,
  context: `${PREFIX}-Context`,
  multipart: 'X-Minio-Internal-Encrypted-Multipart',
  compression: 'X-Minio-Internal-compression',
  actualSize: 'X-Minio-Internal-actual-size',
} as const;

/** What MinIO writes now; the other one is read for SSE-C objects of before 2018. */
export const SEAL_ALGORITHM = 'DAREv2-HMAC-SHA256';
export const LEGACY_SEAL_ALGORITHM = 'DARE-SHA256';

const IV_BYTES = 32;
const SEALED_KEY_BYTES = 64;

/** How an object is encrypted, and everything beside the KMS and the data that is needed to decrypt it. */
export interface ObjectEncryptionFacts {
  readonly mode: 'sse-s3' | 'sse-kms' | 'sse-c';
  /** 32 bytes, which go into the key encryption key. */
  readonly iv: Uint8Array;
  readonly sealAlgorithm: string;
  /** The object key in one DARE package: 16 header, 32 key, 16 tag. */
  readonly sealedKey: Uint8Array;
  /** The KES key that the data key is sealed with; neither of the next two exists for SSE-C. */
  readonly keyName?: string;
  /** The data key, sealed by the KMS. */
  readonly kmsCiphertext?: Uint8Array;
  /** What the client gave for SSE-KMS; the server adds the bucket. */
  readonly clientContext?: Readonly<Record<string, string>>;
  /** Every part has a key of its own then. */
  readonly isMultipart: boolean;
  /** `klauspost/compress/s2` where the content was compressed before it was encrypted. */
  readonly compression?: string;
  /** Size as the client sent it, where the server notes it. */
  readonly actualSize?: number;
}

/**
 * The encryption of an object, or undefined where it has none (MinIO `internal/crypto/sse-s3.go`, sse-kms.go, sse-c.go,
 * each with ParseMetadata). Throws `damaged-file` where something is missing or has the wrong form.
 */
export function encryptionOf({ system }: XlObject): ObjectEncryptionFacts | undefined {
  const mode = (['sse-kms', 'sse-s3', 'sse-c'] as const).find((each) => system.has(META.sealedKey[each]));
  const isMultipart = system.has(META.multipart);
  if (mode === undefined) {
    const trace = [META.iv, META.algorithm, META.keyName, META.kmsCiphertext, META.context, META.multipart];
    const found = trace.find((name) => system.has(name));
    if (found !== undefined)
      throw damaged(XL_META, `it has ${found}, as an encrypted object has, and no sealed object key`);
    return undefined;
  }
  const sealAlgorithm = textOf(system, META.algorithm) ?? '';
  const isKnown =
    sealAlgorithm === SEAL_ALGORITHM || (mode === 'sse-c' && sealAlgorithm === LEGACY_SEAL_ALGORITHM);
  if (!isKnown) throw damaged(XL_META, `${mode} knows no seal algorithm “${sealAlgorithm.slice(0, 40)}”`);
  const actualSize = textOf(system, META.actualSize);
  const compression = textOf(system, META.compression);
  return {
    mode,
    iv: requireBytes(system, META.iv, IV_BYTES),
    sealAlgorithm,
    sealedKey: requireBytes(system, META.sealedKey[mode], SEALED_KEY_BYTES),
    ...(mode === 'sse-c' ? {} : kmsFacts(system)),
    ...(mode === 'sse-kms' ? contextFacts(system) : {}),
    isMultipart,
    ...(compression === undefined ? {} : { compression }),
    ...(actualSize !== undefined && /^\d{1,15}$/.test(actualSize) ? { actualSize: Number(actualSize) } : {}),
  };
}

type System = XlObject['system'];

function kmsFacts(system: System): { readonly keyName?: string; readonly kmsCiphertext?: Uint8Array } {
  const keyName = textOf(system, META.keyName);
  const ciphertext = textOf(system, META.kmsCiphertext);
  if (keyName === undefined && ciphertext === undefined) return {};
  if (keyName === undefined || ciphertext === undefined)
    throw damaged(XL_META, 'it names a KMS key or a sealed data key, and not both');
  return { keyName, kmsCiphertext: decode(ciphertext, META.kmsCiphertext) };
}

const Context = z.record(z.string(), z.string().nullable());

function contextFacts(system: System): { readonly clientContext?: Readonly<Record<string, string>> } {
  const text = textOf(system, META.context);
  if (text === undefined) return {};
  const json = new TextDecoder().decode(decode(text, META.context));
  try {
    const parsed: unknown = JSON.parse(json);
    Context.parse(parsed);
    if (typeof parsed !== 'object' || parsed === null) return {};
    // zod leaves out `__proto__`, which a client may well send.
    const pairs = Object.entries(parsed).map(([key, value]): [string, string] => [key, String(value ?? '')]);
    return { clientContext: Object.fromEntries(pairs) };
  } catch (cause) {
    throw damaged(XL_META, 'the client’s KMS context is no JSON object of texts', { cause });
  }
}

/** An internal value as the text that it is. */
export function textOf(system: System, name: string): string | undefined {
  const bytes = system.get(name);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function requireBytes(system: System, name: string, length: number): Uint8Array {
  const text = textOf(system, name);
  if (text === undefined) throw damaged(XL_META, `it has a sealed object key and no ${name}`);
  const bytes = decode(text, name);
  if (bytes.length !== length) throw damaged(XL_META, `${name} has ${bytes.length} bytes, not ${length}`);
  return bytes;
}

function decode(text: string, name: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (cause) {
    throw damaged(XL_META, `${name} is not base64`, { cause });
  }
}
