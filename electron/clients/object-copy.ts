import type { ObjectPlace, ReadRequest, RequestEncryption } from '#core/ports/object-api.ts';
import type { S3Connection } from './s3-connection.ts';
import { copySourceFields, customerKeyFields, encryptionFields } from './s3-encryption.ts';

/** Copies an object onto itself. S3 refuses a copy that changes nothing, so the metadata is read and given anew. */
export async function copyOntoItself(
  s3: S3Connection,
  { request, encryption }: { readonly request: ReadRequest; readonly encryption: RequestEncryption },
  signal: AbortSignal,
): Promise<void> {
  const version = request.versionId === undefined ? {} : { VersionId: request.versionId };
  const suffix = request.versionId === undefined ? '' : `?versionId=${encodeURIComponent(request.versionId)}`;
  const place = { Bucket: request.bucket, Key: request.key };
  await s3.run(
    {
      purpose: `copy ${request.bucket}/${request.key} onto itself`,
      async send(client, { sdk, abortSignal }) {
        const head = await client.send(
          new sdk.HeadObjectCommand({ ...place, ...version, ...customerKeyFields(request.customerKey) }),
          { abortSignal },
        );
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
  await s3.run(
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
