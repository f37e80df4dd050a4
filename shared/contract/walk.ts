import { z } from 'zod';
import { WireError } from '../errors.ts';
import { Bytes } from './bytes.ts';
import { KeyIdentity } from './inspector.ts';
import { operation, query } from './kinds.ts';
import { LabName } from './labs.ts';
import { EncryptionMode, ObjectRef } from './objects.ts';
import { TriedView, TryKind, TryView } from './tries.ts';

/** One input or output of a step of the walk. A secret value stays behind `inspector.reveal`. */
export const WalkValue = z.object({
  /** Unique within the walk. */
  id: z.string(),
  name: z.string(),
  type: z.enum(['bytes', 'text', 'json', 'number']),
  lengthBytes: z.number(),
  isSecret: z.boolean(),
  /** Bytes as hex; absent where it is secret, cut after 4 KiB. */
  value: z.string().optional(),
  /** Where it comes from: `xl.meta of drive minio1, MetaSys…-Iv`, `step 5`, `KES /v1/key/decrypt/my-key`. */
  origin: z.string(),
  /** The value of an earlier step that this is. */
  originValue: z.string().optional(),
  identity: KeyIdentity.optional(),
});
export type WalkValue = z.infer<typeof WalkValue>;

export const WalkCheck = z.object({ title: z.string(), ok: z.boolean(), evidence: z.string() });

export const WalkStepId = z.enum([
  'read',
  'version',
  'kms-ciphertext',
  'context',
  'data-key',
  'data-key-offline',
  'kek',
  'object-key',
  'part-key',
  'shards',
  'bitrot',
  'packages',
  'plaintext',
  'etag',
]);
export type WalkStepId = z.infer<typeof WalkStepId>;

export const WalkStep = z.object({
  id: WalkStepId,
  title: z.string(),
  /** What this step does and why, in one or two plain sentences. */
  sentence: z.string(),
  state: z.enum(['done', 'failed', 'skipped', 'not-reached']),
  /** Of a skipped step: why it does not apply. */
  reason: z.string().optional(),
  error: WireError.optional(),
  inputs: z.array(WalkValue),
  /** `HMAC-SHA256(data key, IV ‖ "SSE-S3" ‖ "DAREv2-HMAC-SHA256" ‖ "bucket/object")`. */
  formula: z.string(),
  outputs: z.array(WalkValue),
  checks: z.array(WalkCheck),
  /** The upstream file that says so. */
  source: z.string(),
  tookMs: z.number(),
});
export type WalkStep = z.infer<typeof WalkStep>;

/** A part of the stored object, drawn to scale: where each package, hash and shard lies. */
export const StripPart = z.object({
  kind: z.enum([
    'bitrot-hash',
    'dare-header',
    'ciphertext',
    'tag',
    'plaintext',
    'parity',
    'padding',
    'missing',
  ]),
  drive: z.string(),
  lengthBytes: z.number(),
});
export type StripPart = z.infer<typeof StripPart>;

export const WalkView = z.object({
  /** Names this walk for `inspector.reveal`; forgotten after ten minutes. */
  walk: z.string(),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string(),
  encryption: EncryptionMode,
  keyName: z.string().optional(),
  parts: z.number(),
  ok: z.boolean(),
  steps: z.array(WalkStep),
  strip: z.array(StripPart),
  /** What can be tried on this object; empty where its metadata cannot be read. */
  tries: z.array(TryView),
  /** Of a walk that took an altered copy. */
  tried: TriedView.optional(),
  plaintext: z
    .object({
      sizeBytes: z.number(),
      sha256: z.string(),
      /** The first bytes, at most 1 KiB. Plaintext is shown as what it is: the object's content. */
      preview: Bytes,
    })
    .optional(),
});
export type WalkView = z.infer<typeof WalkView>;

const Walked = ObjectRef.extend({
  /** The name of a customer key of the lab, for SSE-C; without it every kept one is tried. */
  customerKey: z.string().optional(),
  /** Drives to take as absent, to see the object reconstructed. */
  withoutDrives: z.array(z.string()).default([]),
  /** A customer key that the lab does not keep: 32 bytes in base64. It is used for this walk and forgotten. */
  customerKeyValue: z.string().max(64).optional(),
  /**
   * `MINIO_KMS_SECRET_KEY` of a MinIO without KES, `NAME:BASE64`: opens the data key instead of KES and Vault. It is used
   * for this walk and forgotten.
   */
  kmsSecretKey: z.string().max(512).optional(),
});

export const walks = {
  'inspector.walk': operation(
    // The copy with one thing changed is in memory: nothing on the drives is.
    Walked.extend({ try: TryKind.optional() }),
    WalkView,
  ),
  'inspector.reveal': query(
    z.strictObject({ lab: LabName, walk: z.string(), value: z.string() }),
    z.object({ value: z.string(), coverAfterSeconds: z.number() }),
  ),
  /** The walk, and its plaintext into a file of this machine. Throws `conflict` where the file exists. */
  'inspector.decrypt': operation(Walked.extend({ file: z.string().min(1) }), WalkView),
} as const;
