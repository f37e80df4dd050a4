import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import type { BucketEncryption } from '../ports/services.ts';
import type { ActionLab, Verified } from './action.ts';
import { KeyName } from './key-actions.ts';
import { register } from './register.ts';

export const BucketName = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9.-]{1,61}[a-z0-9])$/,
    'A bucket name has 3 to 63 small letters, digits, dots and hyphens.',
  );

/** The node that the product talks to; with four nodes each serves every bucket. */
export function storeOf({ session, clients }: ActionLab): ActionLab['clients']['objects'][string] {
  const store = clients.objects[session.nodes[0]?.name ?? ''];
  if (store === undefined) throw new SealabError('internal', `Lab ${session.lab} has no MinIO node.`);
  return store;
}

export const createBucket = register({
  id: 'bucket.create',
  title: 'Create a bucket',
  input: z.strictObject({ bucket: BucketName }),
  commands: (lab, { bucket }) => [`mc mb ${lab}/${bucket}`],
  apply: async (lab, { bucket }, { signal }) => await storeOf(lab).ensureBucket(bucket, signal),
  verify: async (lab, { bucket }, signal) => {
    const exists = await storeOf(lab).bucketExists(bucket, signal);
    return { ok: exists, evidence: exists ? `bucket ${bucket} is there` : `no bucket ${bucket}` };
  },
});

const Default = z.strictObject({
  bucket: BucketName,
  encryption: z.enum(['sse-s3', 'sse-kms']),
  /** For SSE-KMS; the lab's default key where it is left out. */
  key: KeyName.optional(),
});

function encryptionOf(
  { session }: ActionLab,
  { encryption, key }: z.infer<typeof Default>,
): BucketEncryption {
  return encryption === 'sse-s3'
    ? { kind: 'sse-s3' }
    : { kind: 'sse-kms', keyName: key ?? session.definition.keyName };
}

export const setBucketEncryption = register({
  id: 'bucket.encryption.set',
  title: 'Set a bucket’s default encryption',
  input: Default,
  commands: (lab, { bucket, encryption, key }) => [
    encryption === 'sse-s3'
      ? `mc encrypt set sse-s3 ${lab}/${bucket}`
      : `mc encrypt set sse-kms ${key ?? '"$SEALAB_KEY"'} ${lab}/${bucket}`,
  ],
  warning: () => 'Objects that are in the bucket already stay as they are; only new ones are encrypted.',
  apply: async (lab, input, { signal }) =>
    await storeOf(lab).setEncryption(input.bucket, encryptionOf(lab, input), signal),
  verify: async (lab, input, signal) =>
    await verifyEncryption(lab, { bucket: input.bucket, expected: encryptionOf(lab, input) }, signal),
  undo: ({ bucket }) => ({ action: 'bucket.encryption.clear', input: { bucket } }),
});

export const clearBucketEncryption = register({
  id: 'bucket.encryption.clear',
  title: 'Clear a bucket’s default encryption',
  input: z.strictObject({ bucket: BucketName }),
  commands: (lab, { bucket }) => [`mc encrypt clear ${lab}/${bucket}`],
  warning: () => 'New objects are written unencrypted. Those that are encrypted stay so.',
  apply: async (lab, { bucket }, { signal }) =>
    await storeOf(lab).setEncryption(bucket, { kind: 'none' }, signal),
  verify: async (lab, { bucket }, signal) =>
    await verifyEncryption(lab, { bucket, expected: { kind: 'none' } }, signal),
});

async function verifyEncryption(
  lab: ActionLab,
  { bucket, expected }: { readonly bucket: string; readonly expected: BucketEncryption },
  signal: AbortSignal,
): Promise<Verified> {
  const shown = (encryption: BucketEncryption): string =>
    encryption.kind === 'sse-kms' ? `sse-kms with ${encryption.keyName}` : encryption.kind;
  const seen = shown(await storeOf(lab).getEncryption(bucket, signal));
  return { ok: seen === shown(expected), evidence: `default encryption of ${bucket}: ${seen}` };
}

export const setBucketVersioning = register({
  id: 'bucket.versioning.set',
  title: 'Set a bucket’s versioning',
  input: z.strictObject({ bucket: BucketName, versioning: z.enum(['enabled', 'suspended']) }),
  commands: (lab, { bucket, versioning }) => [
    `mc version ${versioning === 'enabled' ? 'enable' : 'suspend'} ${lab}/${bucket}`,
  ],
  warning: ({ versioning }) =>
    versioning === 'enabled'
      ? 'From now on an object that is removed or written over stays as a version, and takes its room. Versioning can be suspended, and never be switched off.'
      : 'Versions that are there stay. New objects take the place of the version “null”.',
  apply: async (lab, { bucket, versioning }, { signal }) =>
    await storeOf(lab).setVersioning(bucket, versioning, signal),
  verify: async (lab, { bucket, versioning }, signal) => {
    const seen = await storeOf(lab).getVersioning(bucket, signal);
    return { ok: seen === versioning, evidence: `versioning of ${bucket}: ${seen}` };
  },
});

export const deleteBucket = register({
  id: 'bucket.delete',
  title: 'Remove a bucket',
  input: z.strictObject({ bucket: BucketName }),
  commands: (lab, { bucket }) => [`mc rb ${lab}/${bucket}`],
  warning: ({ bucket }) =>
    `The bucket ${bucket} goes, with its default encryption and its versioning. A bucket that holds an object, or a version of one, is refused.`,
  apply: async (lab, { bucket }, { signal }) => await storeOf(lab).deleteBucket(bucket, signal),
  verify: async (lab, { bucket }, signal) => {
    const exists = await storeOf(lab).bucketExists(bucket, signal);
    return { ok: !exists, evidence: exists ? `bucket ${bucket} is still there` : `no bucket ${bucket}` };
  },
});
