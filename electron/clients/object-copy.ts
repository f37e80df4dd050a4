import type { ObjectPlace, ReadRequest, RequestEncryption } from '#core/ports/object-api.ts';
import { SealabError } from '#shared/errors.ts';
import { getVersioning } from './object-buckets.ts';
import type { S3Connection } from './s3-connection.ts';
import { copySourceFields, customerKeyFields, encryptionFields } from './s3-encryption.ts';

/** Copies an object onto itself. S3 refuses a copy that changes nothing, so the metadata is read and given anew. */
export async function copyOntoItself(
  s3: S3Connection,
  { request, encryption }: { readonly request: ReadRequest; readonly encryption: RequestEncryption },
  signal: AbortSignal,
): Promise<void> {
  const place = { Bucket: request.bucket, Key: request.key };
  const isRewrap = request.customerKey !== undefined && encryption.kind === 'sse-c';
  const versioning = isRewrap ? await getVersioning(s3, request.bucket, signal) : 'off';
  if (isRewrap && versioning !== 'enabled' && request.versionId !== undefined) throw cannotName(request);
  await s3.run(
    {
      purpose: `copy ${request.bucket}/${request.key} onto itself`,
      async send(client, { sdk, abortSignal }) {
        const version = request.versionId === undefined ? {} : { VersionId: request.versionId };
        const head = await client.send(
          new sdk.HeadObjectCommand({ ...place, ...version, ...customerKeyFields(request.customerKey) }),
          { abortSignal },
        );
        // In a versioned bucket MinIO destroys the new version of a rewrapped SSE-C object whose source has no version named:
        // it seals the sealed data as if it were the opened one (cmd/erasure-server-pool.go, CopyObject).
        const named = versioning === 'enabled' ? (head.VersionId ?? 'null') : undefined;
        const versionId = request.versionId ?? named;
        const suffix = versionId === undefined ? '' : `?versionId=${encodeURIComponent(versionId)}`;
        const command = new sdk.CopyObjectCommand({
          ...place,
          CopySource: `${encodePath(`${request.bucket}/${request.key}`)}${suffix}`,
          MetadataDirective: 'REPLACE',
          ContentType: head.ContentType,
          Metadata: head.Metadata,
          CacheControl: head.CacheControl,
          ContentDisposition: head.ContentDisposition,
          ContentEncoding: head.ContentEncoding,
          ContentLanguage: head.ContentLanguage,
          ...copySourceFields(request.customerKey),
          ...encryptionFields(encryption),
        });
        await client.send(command, { abortSignal });
      },
    },
    signal,
  );
}

export async function removeObject(s3: S3Connection, place: ObjectPlace, signal: AbortSignal): Promise<void> {
  // S3 has one address for the object without a name and for the bucket: DELETE would remove the bucket.
  if (place.key === '')
    throw new SealabError('invalid-input', `No object of the bucket ${place.bucket} is named.`);
  await s3.runWhenReady(
    {
      purpose: `remove ${place.bucket}/${place.key}`,
      send: (client, { sdk, abortSignal }) =>
        client.send(
          new sdk.DeleteObjectCommand({
            Bucket: place.bucket,
            Key: place.key,
            ...(place.versionId === undefined ? {} : { VersionId: place.versionId }),
          }),
          { abortSignal },
        ),
    },
    signal,
  );
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** MinIO would destroy the object: it copies a version in place only where the bucket is versioned. */
function cannotName({ bucket, key }: ReadRequest): SealabError {
  return new SealabError(
    'unsupported',
    `A version of ${bucket}/${key} is not rewrapped while ${bucket} is not versioned.`,
    {
      fix: 'Rewrap the newest version, without naming it. Or enable the versioning of the bucket first.',
    },
  );
}
