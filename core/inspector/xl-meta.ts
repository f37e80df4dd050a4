import { type DecoderOptions, decode, decodeMulti } from '@msgpack/msgpack';
import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { fromBase64 } from '../bytes.ts';

/** The internal metadata of one version of an object, as MinIO keeps it on each drive. */
export interface XlMetaVersion {
  readonly kind: 'object' | 'delete-marker' | 'legacy';
  /** Keys that start with `x-minio-internal-`; values are the text that was stored. */
  readonly system: Readonly<Record<string, string>>;
  readonly user: Readonly<Record<string, string>>;
  /** Data and parity shards, and which one this drive holds (1-based). */
  readonly erasure?: { readonly data: number; readonly parity: number; readonly index: number };
}

const Text = z.union([
  z.string(),
  z.instanceof(Uint8Array).transform((bytes) => new TextDecoder().decode(bytes)),
]);
const Count = z.union([z.number(), z.bigint()]).transform(Number);
const Body = z.object({
  Type: Count,
  V2Obj: z
    .object({
      EcM: Count,
      EcN: Count,
      EcIndex: Count,
      MetaSys: z.record(z.string(), Text).nullish(),
      MetaUsr: z.record(z.string(), Text).nullish(),
    })
    .optional(),
});

/**
 * Reads `xl.meta`, newest version first. Format: MinIO `cmd/xl-storage-format-v2.go`, envelope version 1.3: magic
 * `XL2 `, major and minor (uint16 LE), a MessagePack bin with header version, meta version, count and then a header
 * and a body for each version. Throws `damaged-file`.
 */
export function parseXlMeta(bytes: Uint8Array): readonly XlMetaVersion[] {
  try {
    return readEnvelope(bytes);
  } catch (thrown) {
    if (thrown instanceof SealabError) throw thrown;
    throw damaged('its content is not what MinIO writes', thrown);
  }
}

function readEnvelope(bytes: Uint8Array): readonly XlMetaVersion[] {
  if (bytes.length < 13) throw damaged('it is cut short');
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== 'XL2 ')
    throw damaged('it does not start with “XL2 ”');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [major, minor] = [view.getUint16(4, true), view.getUint16(6, true)];
  if (major !== 1 || minor < 3) throw damaged(`version ${major}.${minor} is not one that Sealab reads`);
  if (bytes[8] !== 0xc6) throw damaged('its header is not a bin32');
  const length = view.getUint32(9);
  if (13 + length > bytes.length) throw damaged('it is cut short');
  return readVersions(bytes.subarray(13, 13 + length));
}

function readVersions(meta: Uint8Array): readonly XlMetaVersion[] {
  const items = [...decodeMulti(meta, decoderLimits(meta))];
  const count = Count.parse(items[2]);
  const versions: XlMetaVersion[] = [];
  for (let index = 0; index < count; index += 1) {
    const body = items[3 + 2 * index + 1];
    if (!(body instanceof Uint8Array)) throw damaged(`version ${index + 1} of ${count} is missing`);
    versions.push(toVersion(Body.parse(decode(body, decoderLimits(body)))));
  }
  return versions;
}

/** A damaged length must not make the decoder ask for gigabytes: nothing in the bytes is longer than they are. */
function decoderLimits({ length }: Uint8Array): DecoderOptions {
  return {
    useBigInt64: true,
    maxStrLength: length,
    maxBinLength: length,
    maxArrayLength: length,
    maxMapLength: length,
    maxExtLength: length,
  };
}

function toVersion(body: z.infer<typeof Body>): XlMetaVersion {
  const object = body.V2Obj;
  return {
    kind: body.Type === 1 ? 'object' : body.Type === 2 ? 'delete-marker' : 'legacy',
    system: object?.MetaSys ?? {},
    user: object?.MetaUsr ?? {},
    ...(object === undefined
      ? {}
      : { erasure: { data: object.EcM, parity: object.EcN, index: object.EcIndex } }),
  };
}

const SEALED_KEYS = {
  'sse-kms': 'X-Minio-Internal-Server-Side-Encryption-Kms-Sealed-Key',
  'sse-s3': 'X-Minio-Internal-Server-Side-Encryption-S3-Sealed-Key',
  'sse-c': 'X-Minio-Internal-Server-Side-Encryption-Sealed-Key',
} as const;

export interface SealedKey {
  readonly mode: keyof typeof SEALED_KEYS;
  /** A DARE 2.0 stream of one package: 16 header + 32 + 16 tag = 64 bytes. */
  readonly bytes: Uint8Array;
  /** The KES key that protects it; absent for SSE-C. */
  readonly keyName: string | undefined;
}

/**
 * The sealed object key of a version, or undefined for an object that is not encrypted (MinIO
 * `internal/crypto/metadata.go`). Throws `damaged-file` where it is not base64.
 */
export function sealedKeyOf(version: XlMetaVersion): SealedKey | undefined {
  for (const mode of ['sse-kms', 'sse-s3', 'sse-c'] as const) {
    const text = version.system[SEALED_KEYS[mode]];
    if (text === undefined) continue;
    return {
      mode,
      bytes: sealedBytes(text),
      keyName: version.system['X-Minio-Internal-Server-Side-Encryption-S3-Kms-Key-Id'],
    };
  }
  return undefined;
}

function sealedBytes(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (cause) {
    throw damaged('its sealed key is not base64', cause);
  }
}

function damaged(what: string, cause?: unknown): SealabError {
  return new SealabError('damaged-file', `This xl.meta cannot be read: ${what}.`, {
    fix: 'Heal the object with `mc admin heal`, or look at the copy on another drive.',
    cause,
  });
}
