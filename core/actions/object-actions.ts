import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { toHex } from '../bytes.ts';
import { quoteForShell } from '../labs/shell-words.ts';
import { mcPath } from '../objects/mc-lines.ts';
import type { ObjectPlace } from '../ports/object-api.ts';
import { BucketName, storeOf } from './bucket-actions.ts';
import { register } from './register.ts';

export const ObjectKey = z.string().min(1).max(1024);

export const putObject = register({
  id: 'object.put',
  title: 'Put a text object',
  input: z.strictObject({ bucket: BucketName, object: ObjectKey, text: z.string().max(65_536) }),
  commands: (lab, { bucket, object, text }) => [
    `printf %s ${quoteForShell(text)} | mc pipe ${quoteForShell(`${lab}/${bucket}/${object}`)}`,
  ],
  apply: async (lab, { bucket, object, text }, { signal }) =>
    await storeOf(lab).put(bucket, { key: object, body: new TextEncoder().encode(text) }, signal),
  // The length tells it without a read, which would keep the object's key warm in KES.
  verify: async (lab, { bucket, object, text }, signal) => {
    const head = await storeOf(lab).head(bucket, object, signal);
    return {
      ok: head.sizeBytes === new TextEncoder().encode(text).length,
      evidence: `${head.sizeBytes} B, ${head.encryption === undefined ? 'not encrypted' : `encryption ${head.encryption}`}`,
    };
  },
});

export const getObject = register({
  id: 'object.get',
  title: 'Get an object',
  input: z.strictObject({ bucket: BucketName, object: ObjectKey }),
  commands: (lab, { bucket, object }) => [`mc cat ${quoteForShell(`${lab}/${bucket}/${object}`)}`],
  apply: async (lab, { bucket, object }, { signal }) => {
    await storeOf(lab).get(bucket, object, signal);
  },
  verify: async (lab, { bucket, object }, signal) => {
    const bytes = await storeOf(lab).get(bucket, object, signal);
    const digest = toHex(lab.session.ports.crypto.sha256(bytes));
    return { ok: true, evidence: `${bytes.length} B, sha256 ${digest}` };
  },
});

const Removed = z.strictObject({
  bucket: BucketName,
  object: ObjectKey,
  /** Left out: a versioned bucket gets a delete marker. */
  version: z.string().min(1).max(100).optional(),
});

export const deleteObject = register({
  id: 'object.delete',
  title: 'Remove an object',
  input: Removed,
  commands: (lab, { bucket, object, version }) => [
    [
      'mc rm',
      ...(version === undefined ? [] : [`--version-id ${quoteForShell(version)}`]),
      mcPath({ lab, bucket, key: object }),
    ].join(' '),
  ],
  warning: ({ bucket, object, version }) =>
    version === undefined
      ? `${bucket}/${object} goes for good. In a versioned bucket it is only marked as removed, and its versions stay.`
      : `Version ${version} of ${bucket}/${object} goes for good.`,
  apply: async (lab, input, { signal }) => await storeOf(lab).removeObject(placeOf(input), signal),
  verify: async (lab, input, signal) => {
    const name = `${input.bucket}/${input.object}${input.version === undefined ? '' : ` version ${input.version}`}`;
    try {
      await storeOf(lab).headers(placeOf(input), signal);
    } catch (thrown) {
      if (thrown instanceof SealabError && thrown.code === 'not-found')
        return { ok: true, evidence: `no ${name}` };
      throw thrown;
    }
    return { ok: false, evidence: `${name} is still there` };
  },
});

function placeOf({ bucket, object, version }: z.infer<typeof Removed>): ObjectPlace {
  return { bucket, key: object, ...(version === undefined ? {} : { versionId: version }) };
}
