import { damaged, type Format } from './damaged.ts';
import { MsgpackCursor } from './msgpack-cursor.ts';
import type { Place, XlChecksum } from './xl-types.ts';
import { xxHash64Low } from './xx-hash.ts';

export const XL_META: Format = {
  name: 'This xl.meta',
  fix: 'Heal the object with `mc admin heal`, or look at the copy on another drive.',
};

/** `XL2 ` in ASCII, with its space. */
const MAGIC = [0x58, 0x4c, 0x32, 0x20] as const;
/** `1   ` in ASCII: the first version had a text where the others have two numbers. */
const FIRST_VERSION = [0x31, 0x20, 0x20, 0x20] as const;
const HEAD_BYTES = 8;
const MAJOR = 1;

/** What holds the versions, and where each part of the file lies. */
export interface XlEnvelope {
  readonly major: number;
  readonly minor: number;
  /** The versions, without what stands around them. */
  readonly meta: Place;
  readonly checksum?: XlChecksum & { readonly place: Place };
  /** Offset of the inline data; the length of the file where there is none. */
  readonly inlineStart: number;
}

/**
 * Reads the envelope of an xl.meta (MinIO `cmd/xl-storage-format-v2.go`, checkXL2V1, isIndexedMetaV2, loadLegacy): magic,
 * major and minor (uint16 LE), then for 1.0 the versions, from 1.1 a bin with them, from 1.2 a checksum, and inline data.
 * A newer minor is read as 1.3, which is what MinIO does. Throws `damaged-file`.
 */
export function readEnvelope(bytes: Uint8Array): XlEnvelope {
  if (bytes.length <= HEAD_BYTES) throw damaged(XL_META, 'it is cut short', { offset: bytes.length });
  if (!startsWith(bytes, MAGIC, 0)) throw damaged(XL_META, 'it does not start with “XL2 ”', { offset: 0 });
  const { major, minor } = versionOf(bytes);
  if (major !== MAJOR)
    throw damaged(XL_META, `version ${major}.${minor} is not one that Sealab knows`, { offset: 4 });
  if (minor === 0) {
    const meta = { offset: HEAD_BYTES, length: bytes.length - HEAD_BYTES };
    return { major, minor, meta, inlineStart: bytes.length };
  }
  const cursor = new MsgpackCursor(bytes, { format: XL_META, start: HEAD_BYTES });
  const meta = cursor.binary();
  const place = { offset: cursor.at - meta.length, length: meta.length };
  if (minor === 1) return { major, minor, meta: place, inlineStart: cursor.at };
  const offset = cursor.at;
  const stored = cursor.integer();
  const computed = xxHash64Low(meta);
  return {
    major,
    minor,
    meta: place,
    checksum: { stored, computed, ok: stored === computed, place: { offset, length: cursor.at - offset } },
    inlineStart: cursor.at,
  };
}

function versionOf(bytes: Uint8Array): { readonly major: number; readonly minor: number } {
  if (startsWith(bytes, FIRST_VERSION, MAGIC.length)) return { major: 1, minor: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { major: view.getUint16(4, true), minor: view.getUint16(6, true) };
}

function startsWith(bytes: Uint8Array, prefix: readonly number[], at: number): boolean {
  return prefix.every((byte, index) => bytes[at + index] === byte);
}
