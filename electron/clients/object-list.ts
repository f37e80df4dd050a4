import { z } from 'zod';
import type { ListedObject, ListedPage, ListRequest } from '#core/ports/object-api.ts';
import { SealabError } from '#shared/errors.ts';
import type { S3Connection } from './s3-connection.ts';

const Marker = z.tuple([z.string(), z.string()]);

/** One page of a bucket. Names come URL-encoded, because XML cannot hold every character that a name may have. */
export async function listObjects(
  s3: S3Connection,
  request: ListRequest,
  signal: AbortSignal,
): Promise<ListedPage> {
  try {
    return await (request.versions ? listVersions(s3, request, signal) : listLatest(s3, request, signal));
  } catch (thrown) {
    throw isKmsError(thrown) ? withoutKeys(thrown, request) : thrown;
  }
}

async function listLatest(s3: S3Connection, request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
  const answer = await s3.run(
    {
      purpose: purposeOf(request),
      send: (client, { sdk, abortSignal }) =>
        client.send(
          new sdk.ListObjectsV2Command({
            ...common(request),
            ...(request.after === undefined ? {} : { ContinuationToken: request.after }),
          }),
          { abortSignal },
        ),
    },
    signal,
  );
  return {
    rows: (answer.Contents ?? []).map((row) => ({
      ...rowOf(row),
      sizeBytes: row.Size ?? 0,
      etag: plainTag(row.ETag),
      isLatest: true,
      isDeleteMarker: false,
    })),
    prefixes: prefixesOf(answer),
    ...(answer.IsTruncated === true && answer.NextContinuationToken !== undefined
      ? { next: answer.NextContinuationToken }
      : {}),
  };
}

async function listVersions(
  s3: S3Connection,
  request: ListRequest,
  signal: AbortSignal,
): Promise<ListedPage> {
  const [keyMarker, versionMarker] = markerOf(request.after);
  const answer = await s3.run(
    {
      purpose: purposeOf(request),
      send: (client, { sdk, abortSignal }) =>
        client.send(
          new sdk.ListObjectVersionsCommand({
            ...common(request),
            ...(keyMarker === '' ? {} : { KeyMarker: keyMarker }),
            ...(versionMarker === '' ? {} : { VersionIdMarker: versionMarker }),
          }),
          { abortSignal },
        ),
    },
    signal,
  );
  const objects = (answer.Versions ?? []).map((row) => ({
    ...rowOf(row),
    ...versionOf(row),
    sizeBytes: row.Size ?? 0,
    etag: plainTag(row.ETag),
    isDeleteMarker: false,
  }));
  const markers = (answer.DeleteMarkers ?? []).map((row) => ({
    ...rowOf(row),
    ...versionOf(row),
    sizeBytes: 0,
    etag: '',
    isDeleteMarker: true,
  }));
  return {
    rows: [...objects, ...markers].sort(byNameThenNewest),
    prefixes: prefixesOf(answer),
    ...(answer.IsTruncated === true
      ? { next: JSON.stringify([decode(answer.NextKeyMarker), answer.NextVersionIdMarker ?? '']) }
      : {}),
  };
}

function common({ bucket, prefix, delimiter, limit }: ListRequest) {
  return {
    Bucket: bucket,
    Prefix: prefix,
    MaxKeys: limit,
    EncodingType: 'url',
    ...(delimiter === '' ? {} : { Delimiter: delimiter }),
  } as const;
}

function purposeOf({ bucket, prefix }: ListRequest): string {
  return prefix === '' ? `list ${bucket}` : `list ${bucket}/${prefix}`;
}

function rowOf(row: { readonly Key?: string | undefined; readonly LastModified?: Date | undefined }): {
  readonly key: string;
  readonly modifiedAt: string;
} {
  return { key: decode(row.Key), modifiedAt: row.LastModified?.toISOString() ?? '' };
}

function versionOf(row: {
  readonly VersionId?: string | undefined;
  readonly IsLatest?: boolean | undefined;
}): {
  readonly versionId: string;
  readonly isLatest: boolean;
} {
  return { versionId: row.VersionId ?? 'null', isLatest: row.IsLatest === true };
}

function prefixesOf(answer: {
  readonly CommonPrefixes?: readonly { readonly Prefix?: string | undefined }[] | undefined;
}): readonly string[] {
  return (answer.CommonPrefixes ?? []).map(({ Prefix }) => decode(Prefix));
}

/** As the server sorts names, by their UTF-8; of one name the newest first, and a marker of the same moment before all. */
function byNameThenNewest(a: ListedObject, b: ListedObject): number {
  return (
    Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) ||
    Number(b.isLatest) - Number(a.isLatest) ||
    b.modifiedAt.localeCompare(a.modifiedAt)
  );
}

function markerOf(after: string | undefined): readonly [string, string] {
  if (after === undefined) return ['', ''];
  try {
    return Marker.parse(JSON.parse(after));
  } catch (cause) {
    throw new SealabError('invalid-input', 'The place to go on listing from is none.', {
      fix: 'List from the beginning.',
      cause,
    });
  }
}

/** MinIO writes a space as `+` (cmd/api-utils.go, s3URLEncode). */
function decode(name: string | undefined): string {
  return decodeURIComponent((name ?? '').replaceAll('+', '%20'));
}

function plainTag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

function isKmsError(thrown: unknown): thrown is SealabError {
  return thrown instanceof SealabError && String(thrown.details?.['serverCode'] ?? '').startsWith('kms:');
}

/** MinIO opens the ETag of every SSE-S3 object that it lists: one of them is enough to fail the whole listing. */
function withoutKeys(error: SealabError, request: ListRequest): SealabError {
  return new SealabError(
    's3-error',
    `MinIO does not ${purposeOf(request)}: it opens the ETag of each SSE-S3 object for that, and KES gives it no key (${String(error.details?.['serverCode'])}). The objects are as they were.`,
    {
      fix: 'Run the doctor: it follows the path from MinIO over KES to Vault. A sealed Vault is the usual cause.',
      ...(error.details === undefined ? {} : { details: error.details }),
      cause: error,
    },
  );
}
