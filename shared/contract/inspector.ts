import { z } from 'zod';
import { WireError } from '../errors.ts';
import { Bytes } from './bytes.ts';
import { operation, query } from './kinds.ts';
import { EncryptionMode, ObjectRef } from './objects.ts';

/** Which key a value is, or is sealed by; fixes its colour and glyph. */
export const KeyIdentity = z.enum(['share', 'root', 'kes', 'data', 'object', 'ciphertext', 'plaintext']);
export type KeyIdentity = z.infer<typeof KeyIdentity>;

/** One field of xl.meta, explained. */
export const FieldView = z.object({
  /** `MetaSys.X-Minio-Internal-Server-Side-Encryption-Iv`, `EcM`, `PartSizes[0]`. */
  path: z.string(),
  /** What is shown: text as it is, bytes as hex. */
  value: z.string(),
  type: z.enum(['text', 'number', 'bytes', 'time', 'uuid', 'base64', 'empty']),
  /** Of bytes and base64: how many bytes that is. */
  lengthBytes: z.number().optional(),
  /** One plain sentence. */
  meaning: z.string(),
  identity: KeyIdentity.optional(),
  /** Fields and regions with the same link light up together in the three views. */
  link: z.string().optional(),
});
export type FieldView = z.infer<typeof FieldView>;

/** A file of the object on a drive. */
export const DriveFileView = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  kind: z.enum(['xl-meta', 'part']),
  /** Of a part file. */
  part: z.number().optional(),
});

/** What one drive holds of the object. */
export const DriveCopy = z.object({
  drive: z.string(),
  state: z.enum(['ok', 'missing', 'damaged', 'outdated']),
  /** Why it is not `ok`. */
  error: WireError.optional(),
  /** The shard that this drive holds, 1-based; data shards come first. */
  shard: z.object({ index: z.number(), kind: z.enum(['data', 'parity']) }).optional(),
  isInline: z.boolean(),
  fields: z.array(FieldView),
  /** As xl.meta names them; where it is absent or not readable, those that lie in the object's folder. */
  files: z.array(DriveFileView),
  /** Where xl.meta is absent or not readable: what lies there, in words. */
  left: z.string().optional(),
});
export type DriveCopy = z.infer<typeof DriveCopy>;

export const VersionRow = z.object({
  versionId: z.string(),
  kind: z.enum(['object', 'delete-marker', 'legacy']),
  modifiedAt: z.string(),
  isLatest: z.boolean(),
});

/** What the server stores of one object, read from its drives. */
export const StoredObject = z.object({
  bucket: z.string(),
  key: z.string(),
  versionId: z.string(),
  encryption: EncryptionMode,
  keyName: z.string().optional(),
  isMultipart: z.boolean(),
  parts: z.array(z.object({ number: z.number(), storedBytes: z.number(), plainBytes: z.number() })),
  erasure: z.object({ data: z.number(), parity: z.number(), blockBytes: z.number() }).optional(),
  drives: z.array(DriveCopy),
  versions: z.array(VersionRow),
});
export type StoredObject = z.infer<typeof StoredObject>;

export const RegionKind = z.enum([
  'xl-envelope',
  'xl-version-header',
  'xl-version-body',
  'xl-checksum',
  'inline-header',
  'bitrot-hash',
  'dare-header',
  'ciphertext',
  'tag',
  'plaintext',
  'parity',
  'padding',
  'unknown',
]);
export type RegionKind = z.infer<typeof RegionKind>;

/** A run of bytes of a file with one meaning. Offsets are those of the file. */
export const Region = z.object({
  offset: z.number(),
  length: z.number(),
  kind: RegionKind,
  label: z.string(),
  /** One plain sentence, with the values that were read. */
  meaning: z.string(),
  check: z.enum(['ok', 'failed', 'not-checked']),
  link: z.string().optional(),
});
export type Region = z.infer<typeof Region>;

const DriveFileRef = ObjectRef.extend({ drive: z.string(), path: z.string() });

export const FileBytes = z.object({
  sizeBytes: z.number(),
  offset: z.number(),
  bytes: Bytes,
  /** The regions that touch these bytes; the first may begin before them and the last may end after them. */
  regions: z.array(Region),
});
export type FileBytes = z.infer<typeof FileBytes>;

export const SearchResult = z.object({
  /** What was searched for, as text where it is text. */
  needle: z.string(),
  files: z.array(
    z.object({ drive: z.string(), path: z.string(), sizeBytes: z.number(), offsets: z.array(z.number()) }),
  ),
  /** What was read to its end. */
  searched: z.object({ drives: z.number(), files: z.number(), sizeBytes: z.number() }),
  /** Drives that hold no file of the object, and files that went away meanwhile. */
  notSearched: z.array(z.object({ drive: z.string(), reason: z.string() })),
});
export type SearchResult = z.infer<typeof SearchResult>;

export const inspector = {
  'inspector.object': query(ObjectRef, StoredObject),
  'inspector.bytes': query(
    DriveFileRef.extend({
      offset: z.number().int().nonnegative(),
      length: z.number().int().min(1).max(65_536),
    }),
    FileBytes,
  ),
  /** Looks for a text in every file of the object on every drive; at most 100 offsets a file. */
  'inspector.search': operation(ObjectRef.extend({ text: z.string().min(4).max(1024) }), SearchResult),
} as const;
