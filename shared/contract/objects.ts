import { z } from 'zod';
import { Bytes } from './bytes.ts';
import { operation, query, stream, upload } from './kinds.ts';
import { LabName } from './labs.ts';

export const BucketName = z.string().min(3).max(63);
const ObjectKey = z.string().min(1).max(1024);

/** How the server is asked to encrypt an object. */
export const ObjectEncryption = z.discriminatedUnion('kind', [
  /** No header is sent: the bucket's default decides. */
  z.strictObject({ kind: z.literal('bucket-default') }),
  z.strictObject({ kind: z.literal('sse-s3') }),
  z.strictObject({
    kind: z.literal('sse-kms'),
    keyName: z.string(),
    /** The client's own context; the server adds the bucket and the key of the object. */
    context: z.record(z.string(), z.string()).optional(),
  }),
  /** SSE-C with a customer key that the lab keeps among its secrets. */
  z.strictObject({ kind: z.literal('sse-c'), customerKey: z.string() }),
]);
export type ObjectEncryption = z.infer<typeof ObjectEncryption>;

/** What protects an object, or what a bucket does by default. */
export const EncryptionMode = z.enum(['none', 'sse-s3', 'sse-kms', 'sse-c']);
export type EncryptionMode = z.infer<typeof EncryptionMode>;

export const BucketView = z.object({
  name: z.string(),
  createdAt: z.string(),
  /** Default encryption of the bucket. */
  encryption: EncryptionMode,
  keyName: z.string().optional(),
  versioning: z.enum(['off', 'enabled', 'suspended']),
});
export type BucketView = z.infer<typeof BucketView>;

export const ObjectRow = z.object({
  key: z.string(),
  sizeBytes: z.number(),
  modifiedAt: z.string(),
  etag: z.string(),
  /** Only where versions are listed; `null` is the version of a time without versioning. */
  versionId: z.string().optional(),
  isLatest: z.boolean(),
  isDeleteMarker: z.boolean(),
});
export type ObjectRow = z.infer<typeof ObjectRow>;

export const ObjectPage = z.object({
  rows: z.array(ObjectRow),
  /** Common prefixes, the folders of a listing with a delimiter. */
  prefixes: z.array(z.string()),
  /** Opaque; absent on the last page. */
  next: z.string().optional(),
});
export type ObjectPage = z.infer<typeof ObjectPage>;

/** One object, or one version of it. */
export const ObjectRef = z.strictObject({
  lab: LabName,
  bucket: BucketName,
  key: ObjectKey,
  versionId: z.string().optional(),
});
export type ObjectRef = z.infer<typeof ObjectRef>;

/** What any S3 client gets to see of an object. */
export const ClientView = z.object({
  sizeBytes: z.number(),
  etag: z.string(),
  contentType: z.string().optional(),
  modifiedAt: z.string(),
  versionId: z.string().optional(),
  encryption: EncryptionMode,
  keyName: z.string().optional(),
  /** What the answer hides, where it does: MinIO answers 200 with a sealed ETag while KES gives it no key. */
  note: z.string().optional(),
  /** Every header of the answer, as it came. */
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type ClientView = z.infer<typeof ClientView>;

/** What the server answered when the object was whole. */
export const UploadResult = z.object({
  etag: z.string(),
  versionId: z.string().optional(),
  encryption: EncryptionMode,
});
export type UploadResult = z.infer<typeof UploadResult>;

const InLab = z.strictObject({ lab: LabName });

export const objects = {
  'objects.buckets': query(InLab, z.array(BucketView)),
  'objects.list': query(
    z.strictObject({
      lab: LabName,
      bucket: BucketName,
      prefix: z.string().max(1024).default(''),
      /** `/` folds folders into prefixes; empty lists everything below the prefix. */
      delimiter: z.enum(['', '/']).default('/'),
      versions: z.boolean().default(false),
      /** `next` of the page before. */
      after: z.string().optional(),
      limit: z.number().int().min(1).max(1000).default(1000),
    }),
    ObjectPage,
  ),
  /** Names of the customer keys (SSE-C) that the lab keeps. */
  'objects.customerKeys': query(InLab, z.array(z.string())),
  /** A HEAD request. An SSE-C object needs its customer key. */
  'objects.head': query(ObjectRef.extend({ customerKey: z.string().optional() }), ClientView),
  /** The bytes come in order as binary chunks of at most 1 MiB; written by multipart above 16 MiB. */
  'objects.upload': upload(
    ObjectRef.omit({ versionId: true }).extend({
      sizeBytes: z.number().int().nonnegative(),
      contentType: z.string().max(200).optional(),
      encryption: ObjectEncryption,
    }),
    Bytes,
    UploadResult,
  ),
  /** The plaintext, in binary chunks of at most 1 MiB. */
  'objects.download': stream(ObjectRef.extend({ customerKey: z.string().optional() }), Bytes),
  /** Writes the object into a file of this machine. Throws `conflict` where the file exists. */
  'objects.save': operation(
    ObjectRef.extend({ customerKey: z.string().optional(), file: z.string().min(1) }),
    z.object({ file: z.string(), sizeBytes: z.number() }),
  ),
} as const;
