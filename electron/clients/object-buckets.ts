import type { Versioning } from '#core/ports/object-api.ts';
import { SealabError } from '#shared/errors.ts';
import type { S3Connection } from './s3-connection.ts';

export async function listBuckets(
  s3: S3Connection,
  signal: AbortSignal,
): Promise<readonly { readonly name: string; readonly createdAt: string }[]> {
  const answer = await s3.run(
    {
      purpose: 'list its buckets',
      send: (client, { sdk, abortSignal }) => client.send(new sdk.ListBucketsCommand({}), { abortSignal }),
    },
    signal,
  );
  return (answer.Buckets ?? []).map(({ Name, CreationDate }) => ({
    name: Name ?? '',
    createdAt: CreationDate?.toISOString() ?? '',
  }));
}

export async function deleteBucket(s3: S3Connection, bucket: string, signal: AbortSignal): Promise<void> {
  try {
    await s3.run(
      {
        purpose: `remove the bucket ${bucket}`,
        send: (client, { sdk, abortSignal }) =>
          client.send(new sdk.DeleteBucketCommand({ Bucket: bucket }), { abortSignal }),
      },
      signal,
    );
  } catch (thrown) {
    if (!(thrown instanceof SealabError) || thrown.details?.['serverCode'] !== 'BucketNotEmpty') throw thrown;
    throw new SealabError('conflict', `The bucket ${bucket} is not empty.`, {
      fix: 'Remove its objects first, with all their versions.',
      details: thrown.details,
      cause: thrown,
    });
  }
}

export async function getVersioning(
  s3: S3Connection,
  bucket: string,
  signal: AbortSignal,
): Promise<Versioning> {
  const { Status } = await s3.run(
    {
      purpose: `tell the versioning of ${bucket}`,
      send: (client, { sdk, abortSignal }) =>
        client.send(new sdk.GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal }),
    },
    signal,
  );
  if (Status === 'Enabled') return 'enabled';
  return Status === 'Suspended' ? 'suspended' : 'off';
}

export async function setVersioning(
  s3: S3Connection,
  { bucket, state }: { readonly bucket: string; readonly state: Exclude<Versioning, 'off'> },
  signal: AbortSignal,
): Promise<void> {
  const Status = state === 'enabled' ? 'Enabled' : 'Suspended';
  await s3.run(
    {
      purpose: `set the versioning of ${bucket}`,
      send: (client, { sdk, abortSignal }) =>
        client.send(
          new sdk.PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status } }),
          { abortSignal },
        ),
    },
    signal,
  );
}
