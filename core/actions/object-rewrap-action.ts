import type { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { quoteForShell } from '../labs/shell-words.ts';
import { actionLine } from '../objects/mc-lines.ts';
import { storeOf } from './bucket-actions.ts';
import { CustomerKeyName } from './customer-key-actions.ts';
import { EncryptedObject, openedBy, requestOf, verifyEncryption } from './object-copy-actions.ts';
import { register } from './register.ts';

const Rewrap = EncryptedObject.extend({
  /** For SSE-C, the key that it is to be under. */
  newCustomerKey: CustomerKeyName.optional(),
}).refine(
  ({ encryption, customerKey, newCustomerKey }) =>
    encryption !== 'sse-c' || (customerKey !== undefined && newCustomerKey !== undefined),
  {
    path: ['newCustomerKey'],
    message: 'SSE-C needs the key that the object is under, and the new one.',
  },
);
type Rewrap = z.infer<typeof Rewrap>;

/** Seals an object's key anew. The object key and the data on the drives stay (MinIO cmd/encryption-v1.go, rotateKey). */
export const rewrapObject = register({
  id: 'object.rewrap',
  title: 'Rewrap an object’s key',
  input: Rewrap,
  commands: (lab, input) => [commandOf(lab, input)],
  warning: ({ bucket, object, encryption, customerKey }) =>
    encryption === 'sse-c'
      ? `From now on the key ${customerKey ?? ''} does not open the object any more. In a versioned bucket this makes a new version, and the old one stays under it.`
      : `MinIO’s batch job takes a prefix: every object of ${bucket} whose name begins with “${object}” is rewrapped too.`,
  apply: async (lab, input, context) => {
    const place = { bucket: input.bucket, key: input.object };
    const encryption = requestOf(lab, newOf(input));
    if (encryption.kind === 'sse-c') {
      const old = requestOf(lab, { encryption: 'sse-c', customerKey: input.customerKey });
      await storeOf(lab).copyOntoItself(openedBy(place, old), encryption, context.signal);
      return;
    }
    if (encryption.kind === 'bucket-default') return;
    const { objects } = await storeOf(lab).rewrap(
      { bucket: input.bucket, prefix: input.object, encryption },
      context,
    );
    if (objects > 0) return;
    throw new SealabError('not-found', `MinIO found nothing to rewrap at ${input.bucket}/${input.object}.`, {
      fix: 'Look whether the object is there and is encrypted with SSE-S3 or SSE-KMS.',
    });
  },
  verify: async (lab, input, signal) =>
    await verifyEncryption(
      lab,
      { place: { bucket: input.bucket, key: input.object }, asked: newOf(input) },
      signal,
    ),
});

function newOf({ encryption, key, newCustomerKey }: Rewrap) {
  return { encryption, key, customerKey: newCustomerKey };
}

/** mc starts the job and waits for it. mc cannot give one object two customer keys, so Sealab does that. */
function commandOf(lab: string, input: Rewrap): string {
  const { bucket, object, encryption, key } = input;
  if (encryption === 'sse-c') return actionLine(lab, 'object.rewrap', input);
  const values = [bucket, object].map((value) => quoteForShell(JSON.stringify(value)));
  const type = encryption === 'sse-s3' ? '"type":"sse-s3"' : '"type":"sse-kms","key":"%s"';
  const job = `'{"keyrotate":{"apiVersion":"v1","bucket":%s,"prefix":%s,"encryption":{${type}}}}'`;
  const words = [job, ...values, ...(encryption === 'sse-kms' ? [key ?? '"$SEALAB_KEY"'] : [])];
  const start = `printf ${words.join(' ')} | mc --json batch start ${lab} /dev/stdin`;
  return `mc --json batch status ${lab} "$(${start} | sed -n 's/.*"id": *"\\([^"]*\\)".*/\\1/p')"`;
}
