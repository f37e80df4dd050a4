import type { ClientView, EncryptionMode } from '#shared/contract/objects.ts';
import type { AnswerHeaders } from '../ports/object-api.ts';

const ARN_PREFIX = 'arn:aws:kms:';

/** An ETag that MinIO could not open: 48 sealed bytes (cmd/encryption-v1.go). */
const SEALED_TAG = /^[0-9a-f]{96}$/;
const SEALED_NOTE =
  'MinIO cannot open the ETag of this object, because KES gives it no key. It shows the sealed ETag and answers 200 all the same. A GET fails now.';

/** What the headers of an answer say about an object. */
export function clientView(headers: AnswerHeaders): ClientView {
  const keyId = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  const contentType = headers['content-type'];
  const versionId = headers['x-amz-version-id'];
  const modified = new Date(headers['last-modified'] ?? '');
  return {
    sizeBytes: Number(headers['content-length'] ?? 0),
    etag: etagOf(headers),
    modifiedAt: Number.isNaN(modified.getTime()) ? '' : modified.toISOString(),
    encryption: encryptionOf(headers),
    ...(SEALED_TAG.test(etagOf(headers)) && encryptionOf(headers) !== 'none' ? { note: SEALED_NOTE } : {}),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    ...(contentType === undefined ? {} : { contentType }),
    ...(versionId === undefined ? {} : { versionId }),
    ...(keyId === undefined
      ? {}
      : { keyName: keyId.startsWith(ARN_PREFIX) ? keyId.slice(ARN_PREFIX.length) : keyId }),
  };
}

/** The ETag without its quotes. */
export function etagOf(headers: AnswerHeaders): string {
  return (headers['etag'] ?? '').replaceAll('"', '');
}

export function encryptionOf(headers: AnswerHeaders): EncryptionMode {
  if (headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined) return 'sse-c';
  const algorithm = headers['x-amz-server-side-encryption'];
  if (algorithm === undefined) return 'none';
  return algorithm === 'aws:kms' ? 'sse-kms' : 'sse-s3';
}
