import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { encryptionOf } from '../objects/client-view.ts';
import { actionLine, mcPath } from '../objects/mc-lines.ts';
import { customerKeyOf } from '../objects/open-store.ts';
import type { AnswerHeaders, ReadRequest, RequestEncryption } from '../ports/object-api.ts';
import type { ActionLab, Verified } from './action.ts';
import { BucketName, storeOf } from './bucket-actions.ts';
import { CustomerKeyName } from './customer-key-actions.ts';
import { KeyName } from './key-actions.ts';
import { ObjectKey } from './object-actions.ts';
import { register } from './register.ts';

/** How an object is to be encrypted, or how it is. */
export interface AskedEncryption {
  readonly encryption: 'sse-s3' | 'sse-kms' | 'sse-c';
  /** For SSE-KMS; the lab's default key where it is left out. */
  readonly key?: string | undefined;
  /** For SSE-C. */
  readonly customerKey?: string | undefined;
}

/** An object that is encrypted, and what its key is sealed under. */
export const EncryptedObject = z.strictObject({
  bucket: BucketName,
  object: ObjectKey,
  /** How the object is encrypted; SSE-S3 always goes to the server's default key. */
  encryption: z.enum(['sse-s3', 'sse-kms', 'sse-c']),
  /** For SSE-KMS, the new key; the lab's default key where it is left out. */
  key: KeyName.optional(),
  /** For SSE-C, the key that it is under. */
  customerKey: CustomerKeyName.optional(),
});

export const encryptObject = register({
  id: 'object.encrypt',
  title: 'Encrypt an object that is not',
  input: z.strictObject({
    bucket: BucketName,
    object: ObjectKey,
    encryption: z.enum(['sse-s3', 'sse-kms']),
    key: KeyName.optional(),
  }),
  commands: (lab, { bucket, object, ...asked }) => [copyLine({ lab, bucket, key: object }, asked)],
  warning: () =>
    'The object is written anew, as a copy onto itself. What it was written to before is free for new data, and may still hold the plaintext until it is used again. A version of a versioned bucket stays unencrypted.',
  apply: async (lab, { bucket, object, ...asked }, { signal }) => {
    const place = { bucket, key: object };
    const mode = encryptionOf(await storeOf(lab).headers(place, signal));
    if (mode !== 'none') {
      throw new SealabError('conflict', `${bucket}/${object} is encrypted already: ${mode}.`, {
        fix: 'Rewrap it, or copy it onto itself.',
      });
    }
    await storeOf(lab).copyOntoItself(place, requestOf(lab, asked), signal);
  },
  verify: async (lab, { bucket, object, ...asked }, signal) =>
    await verifyEncryption(lab, { place: { bucket, key: object }, asked }, signal),
});

export const copyOntoItself = register({
  id: 'object.copy-onto-itself',
  title: 'Copy an object onto itself',
  input: EncryptedObject.refine(
    ({ encryption, customerKey }) => encryption !== 'sse-c' || customerKey !== undefined,
    {
      path: ['customerKey'],
      message: 'SSE-C needs the key that the object is under.',
    },
  ),
  // `mc cp` names no source version, and so destroys an SSE-C object in a versioned bucket.
  commands: (lab, { bucket, object, ...asked }) => [
    asked.encryption === 'sse-c'
      ? actionLine(lab, 'object.copy-onto-itself', { bucket, object, ...asked })
      : copyLine({ lab, bucket, key: object }, asked),
  ],
  warning: ({ encryption }) =>
    encryption === 'sse-c'
      ? 'Only the sealed object key is made anew; the object key and the data stay.'
      : 'MinIO writes the object anew: another object key, other data on the drives. A rewrap keeps both.',
  apply: async (lab, { bucket, object, ...asked }, { signal }) => {
    const encryption = requestOf(lab, asked);
    await storeOf(lab).copyOntoItself(openedBy({ bucket, key: object }, encryption), encryption, signal);
  },
  verify: async (lab, { bucket, object, ...asked }, signal) =>
    await verifyEncryption(lab, { place: { bucket, key: object }, asked }, signal),
});

/** What a request asks for. Throws `invalid-input` for SSE-C without a key. */
export function requestOf({ session }: ActionLab, asked: AskedEncryption): RequestEncryption {
  if (asked.encryption === 'sse-s3') return { kind: 'sse-s3' };
  if (asked.encryption === 'sse-kms')
    return { kind: 'sse-kms', keyName: asked.key ?? session.definition.keyName };
  if (asked.customerKey === undefined)
    throw new SealabError('invalid-input', 'SSE-C needs a customer key.', { fix: 'Name one.' });
  return {
    kind: 'sse-c',
    customerKey: customerKeyOf(session.lab, session.requireSecrets(), asked.customerKey),
  };
}

/** The request that reads an object under that encryption. */
export function openedBy(place: ReadRequest, encryption: RequestEncryption): ReadRequest {
  return encryption.kind === 'sse-c' ? { ...place, customerKey: encryption.customerKey } : place;
}

/** Looks whether the server says that an object is encrypted so. */
export async function verifyEncryption(
  lab: ActionLab,
  { place, asked }: { readonly place: ReadRequest; readonly asked: AskedEncryption },
  signal: AbortSignal,
): Promise<Verified> {
  const request = requestOf(lab, asked);
  const headers = await storeOf(lab).headers(openedBy(place, request), signal);
  const mode = encryptionOf(headers);
  const keyName = keyNameOf(headers);
  return {
    ok: mode === request.kind && (request.kind !== 'sse-kms' || keyName === request.keyName),
    evidence: `${place.bucket}/${place.key}: ${mode}${keyName === undefined ? '' : ` with ${keyName}`}${request.kind === 'sse-c' ? `, opened with ${asked.customerKey ?? ''}` : ''}`,
  };
}

function keyNameOf(headers: AnswerHeaders): string | undefined {
  return headers['x-amz-server-side-encryption-aws-kms-key-id']?.replace(/^arn:aws:kms:/, '');
}

function copyLine(
  target: { readonly lab: string; readonly bucket: string; readonly key: string },
  asked: AskedEncryption,
): string {
  const path = mcPath(target);
  return ['mc cp', flagOf(target, asked), path, path].join(' ');
}

function flagOf(
  { lab, bucket }: { readonly lab: string; readonly bucket: string },
  { encryption, key }: AskedEncryption,
): string {
  return encryption === 'sse-s3'
    ? `--enc-s3 ${lab}/${bucket}/`
    : `--enc-kms ${lab}/${bucket}/=${key ?? '"$SEALAB_KEY"'}`;
}
