import type { TracedRequest } from '../ports/services.ts';

/** What an S3 request makes MinIO ask KES for. */
export type KeyWork =
  /** A new data key. */
  | 'generate'
  /** The data key of what is there, opened. */
  | 'decrypt'
  /** A data key that is thrown away, to see that the key of a new default is there. */
  | 'try'
  /** A data key for each SSE-S3 object in the answer, for its ETag. The answer does not tell how many. */
  | 'decrypt-each'
  /** The client brings the key: KES is not asked. */
  | 'customer'
  /** Nothing is encrypted, or nothing encrypted is opened. */
  | 'none';

const WRITES = new Set([
  'PutObject',
  'PutObjectExtract',
  'CopyObject',
  'PostPolicyBucket',
  'NewMultipartUpload',
]);
/** Each opens the key that was sealed when the upload or the object was made (MinIO cmd/encryption-v1.go, decryptObjectMeta). */
const READS = new Set([
  'GetObject',
  'GetObjectLambda',
  'SelectObjectContent',
  'GetObjectAttributes',
  'PutObjectPart',
  'CopyObjectPart',
  'CompleteMultipartUpload',
]);
/** MinIO opens the ETag of each SSE-S3 object that was written in one part (cmd/encryption-v1.go, DecryptETags). */
const LISTS = new Set([
  'ListObjectsV1',
  'ListObjectsV2',
  'ListObjectsV2M',
  'ListObjectVersions',
  'ListObjectVersionsM',
]);
/** Requests that make an object whole. */
const WHOLE = new Set([
  'PutObject',
  'PutObjectExtract',
  'CopyObject',
  'PostPolicyBucket',
  'CompleteMultipartUpload',
]);
const BUCKET_CHANGES = new Set([
  'PutBucket',
  'DeleteBucket',
  'PutBucketEncryption',
  'DeleteBucketEncryption',
]);

/** Answers to these never tell an encryption by themselves: only the bucket's default may. */
const SILENT = new Set(['NewMultipartUpload', 'CompleteMultipartUpload']);

/** Whether the request is encrypted, as far as its answer cannot tell, is for the bucket's default to say. */
export function isSilentAbout({ operation, encryption, status }: TracedRequest): boolean {
  return SILENT.has(operation) && encryption === undefined && status < 300;
}

/** undefined for a request that is about no object's data. `isDefault`: the bucket's default encrypts. */
export function keyWorkOf(request: TracedRequest, isDefault: boolean): KeyWork | undefined {
  const { operation, encryption, status, refusal } = request;
  const work = WRITES.has(operation)
    ? 'generate'
    : READS.has(operation) || operation === 'HeadObject'
      ? 'decrypt'
      : LISTS.has(operation)
        ? 'decrypt-each'
        : undefined;
  if (operation === 'PutBucketEncryption')
    return status < 300 || refusal?.includes('kms:') === true ? 'try' : undefined;
  if (work === undefined) return undefined;
  if (refusal?.includes('kms:') === true) return work;
  if (status >= 300) return undefined;
  if (work === 'decrypt-each') return work;
  if (isSilentAbout(request) && isDefault) return work;
  if (encryption === undefined) return 'none';
  if (encryption === 'sse-c') return 'customer';
  // The ETag of SSE-KMS is shown as it is stored.
  if (operation === 'HeadObject' && encryption === 'sse-kms') return 'none';
  return work;
}

export function isObjectWritten({ operation, status }: TracedRequest): boolean {
  return status < 300 && WHOLE.has(operation);
}

export function isObjectRemoved({ operation, status }: TracedRequest): boolean {
  return status < 300 && operation === 'DeleteObject';
}

/** Whether a bucket or its default changed. */
export function isBucketChanged({ operation, status }: TracedRequest): boolean {
  return status < 300 && BUCKET_CHANGES.has(operation);
}

const PARTS: Readonly<Record<string, string>> = {
  NewMultipartUpload: 'begin an upload in parts',
  PutObjectPart: 'a part',
  CopyObjectPart: 'a part',
  CompleteMultipartUpload: 'end of the upload',
  PutBucketEncryption: 'its default encryption',
};

/** `GET photos/a.txt`, `LIST photos`, `PUT photos/film.mp4 (a part)`. */
export function sayRequest({ method, operation, bucket, key }: TracedRequest): string {
  const part = PARTS[operation];
  const what = key === '' ? bucket : `${bucket}/${key}`;
  return `${LISTS.has(operation) ? 'LIST' : method} ${what}${part === undefined ? '' : ` (${part})`}`;
}
