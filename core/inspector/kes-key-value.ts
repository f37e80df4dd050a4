import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { fromBase64 } from '../bytes.ts';
import { damaged, type Format } from './damaged.ts';
import { algorithmOf, type KesAlgorithm } from './kms-ciphertext.ts';
import { bytesField, numberField, readProtobuf } from './protobuf-fields.ts';

const KEY: Format = {
  name: 'This KES key',
  fix: 'Put the entry of the KV back from a backup. Without it, nothing under this key can be read any more.',
};
const BUILTIN: Format = {
  name: 'This value of MINIO_KMS_SECRET_KEY',
  fix: 'Write it as NAME:BASE64, with 32 bytes in base64.',
};
const KEY_BYTES = 32;
/** What Vault's transit engine puts before everything that it encrypted. */
const TRANSIT_PREFIX = 'vault:v';

/** A key as KES keeps it in Vault, or the one that MinIO is given in its environment. */
export interface KesKey {
  /** `json`: KES to 0.23. `protobuf`: KES 0.24. `builtin`: MinIO's environment. */
  readonly form: 'json' | 'protobuf' | 'builtin';
  readonly algorithm: KesAlgorithm;
  /** 32 bytes. Secret. */
  readonly key: Uint8Array;
  /** 32 bytes, of keys that KES 0.24 made. Secret. */
  readonly hmacKey?: Uint8Array;
  /** RFC 3339. */
  readonly createdAt?: string;
  /** Identity of who made it: SHA-256 of a public key, hex. */
  readonly createdBy?: string;
}

export interface BuiltinKey extends KesKey {
  readonly name: string;
}

/**
 * Reads the value of a KES key in Vault's KV (KES `internal/crypto/key.go`, ParseKeyVersion): JSON of KES 0.23, or base64
 * of a protobuf of KES 0.24 (`internal/protobuf/crypto.proto`). Throws `damaged-file`, and `unsupported` where Vault's
 * transit engine encrypted it. No error tells anything of the value.
 */
export function readKesKey(text: string): KesKey {
  if (text.startsWith(TRANSIT_PREFIX)) {
    throw new SealabError('unsupported', 'This KES key is encrypted by Vault’s transit engine.', {
      fix: 'Ask KES for the data key: only Vault opens this entry.',
    });
  }
  const json = parseJson(text);
  return json === undefined ? readProtobufKey(text) : readJsonKey(json.value);
}

/** Reads `MINIO_KMS_SECRET_KEY`: a name, a colon, and 32 bytes in base64 (MinIO `internal/kms/secret-key.go`). Throws `damaged-file`. */
export function builtinKey(text: string): BuiltinKey {
  const colon = text.indexOf(':');
  if (colon < 0) throw damaged(BUILTIN, 'it has no colon between name and key');
  const key = keyBytes(decodeBase64(text.slice(colon + 1), BUILTIN), BUILTIN);
  return { form: 'builtin', name: text.slice(0, colon), algorithm: 'AES256', key };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Then it is base64: KES decides in the same way.
    return undefined;
  }
}

const Json = z.object({
  bytes: z.string(),
  algorithm: z.string().default(''),
  created_at: z.string().optional(),
  created_by: z.string().optional(),
});

function readJsonKey(value: unknown): KesKey {
  const parsed = Json.safeParse(value);
  if (!parsed.success) throw damaged(KEY, 'its JSON has no key, or other fields than KES writes');
  const { bytes, algorithm: name, created_at: createdAt, created_by: createdBy } = parsed.data;
  const algorithm = name === '' ? 'AES256' : algorithmOf(name);
  if (algorithm === undefined) throw damaged(KEY, 'it names an algorithm that KES does not have');
  return {
    form: 'json',
    algorithm,
    key: keyBytes(decodeBase64(bytes, KEY), KEY),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(createdBy === undefined || createdBy === '' ? {} : { createdBy }),
  };
}

function readProtobufKey(text: string): KesKey {
  const fields = readProtobuf(decodeBase64(text, KEY), KEY);
  const secret = bytesField(fields, 1);
  if (secret === undefined) throw damaged(KEY, 'its protobuf has no key');
  const secretFields = readProtobuf(secret, KEY);
  const algorithm = ([undefined, 'AES256', 'ChaCha20'] as const)[Number(numberField(secretFields, 2))];
  if (algorithm === undefined) throw damaged(KEY, 'it is of a type that KES does not have');
  const hmac = bytesField(fields, 2);
  const createdAt = createdAtOf(bytesField(fields, 3));
  const createdBy = new TextDecoder().decode(bytesField(fields, 4) ?? new Uint8Array(0));
  return {
    form: 'protobuf',
    algorithm,
    key: keyBytes(bytesField(secretFields, 1) ?? new Uint8Array(0), KEY),
    ...(hmac === undefined ? {} : { hmacKey: keyBytes(bytesField(readProtobuf(hmac, KEY), 1), KEY) }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(createdBy === '' ? {} : { createdBy }),
  };
}

/** A protobuf Timestamp as KES prints it, in UTC. */
function createdAtOf(timestamp: Uint8Array | undefined): string | undefined {
  if (timestamp === undefined) return undefined;
  const fields = readProtobuf(timestamp, KEY);
  const date = new Date(Number(BigInt.asIntN(64, numberField(fields, 1))) * 1000);
  if (Number.isNaN(date.getTime())) throw damaged(KEY, 'the time of its creation is none');
  const nanoseconds = String(numberField(fields, 2)).padStart(9, '0').slice(-9);
  return `${date.toISOString().slice(0, -5)}.${nanoseconds}Z`;
}

function keyBytes(bytes: Uint8Array | undefined, format: Format): Uint8Array {
  if (bytes?.length !== KEY_BYTES)
    throw damaged(format, `it has ${bytes?.length ?? 0} bytes, not ${KEY_BYTES}`);
  return bytes;
}

function decodeBase64(text: string, format: Format): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    // The cause would quote the value.
    throw damaged(format, 'it is not base64');
  }
}
