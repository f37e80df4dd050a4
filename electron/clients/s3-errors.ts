import { z } from 'zod';
import { type ErrorCode, SealabError } from '#shared/errors.ts';
import { networkError, type Server } from './network-errors.ts';

const maxEvidenceLength = 500;

/** What the SDK throws for an answer of the server. A HEAD has no body: MinIO then tells the error in two headers. */
const ServerAnswer = z.object({
  name: z.string(),
  message: z.string().default(''),
  $metadata: z.object({ httpStatusCode: z.number() }),
  $response: z.object({ headers: z.record(z.string(), z.string()) }).optional(),
});

/** MinIO's codes for a node that has just started, or that has lost its quorum. */
const notReadyCodes = new Set(['SlowDown', 'SlowDownRead', 'SlowDownWrite', 'XMinioServerNotInitialized']);

/** MinIO asked KES for a data key, or to open one, and got none. */
const keylessCodes = new Set(['kms:KeyGenerationFailed', 'kms:DecryptionFailed']);

/** An SSE-C object was asked for without a key, with another, or a plain one with a key (MinIO cmd/api-errors.go). */
const customerKeyCodes = new Set([
  'InvalidRequest',
  'AccessDenied',
  'InvalidArgument',
  'InvalidEncryptionParameters',
]);

/** No drive has the room that MinIO keeps free (507; minio `cmd/api-errors.go`, ErrStorageFull). */
const fullCode = 'XMinioStorageFull';

/** Turns what the SDK threw into `not-found`, `disk-full`, `s3-error` with `details.serverCode`, or the error of a broken connection. */
export function s3Error(thrown: unknown, server: Server, purpose: string): SealabError {
  const parsed = ServerAnswer.safeParse(thrown);
  if (!parsed.success) return networkError(thrown, server);
  const { message, $metadata, $response } = parsed.data;
  const status = $metadata.httpStatusCode;
  const isNamed = !parsed.data.name.startsWith('Unknown');
  const named = isNamed ? { code: parsed.data.name, text: message } : { code: `HTTP ${status}`, text: '' };
  const serverCode = $response?.headers['x-minio-error-code'] ?? named.code;
  const said = ($response?.headers['x-minio-error-desc'] ?? named.text)
    .replace(/^"|"$/g, '')
    .slice(0, maxEvidenceLength);
  const code = codeOf(serverCode, status);
  return new SealabError(
    code,
    code === 'disk-full'
      ? `MinIO at ${server.url} does not ${purpose}: its drives are full.`
      : `MinIO at ${server.url} does not ${purpose}: ${serverCode}.${keylessCodes.has(serverCode) ? ' KES gives it no key.' : ''}`,
    {
      fix: fixOf(serverCode, { code, said }),
      details: {
        serverCode,
        status,
        evidence: [said === '' ? `HTTP status ${status} without a body` : said],
      },
      cause: thrown,
    },
  );
}

/** True for the answers of a node that is not ready yet. */
export function isNotReady(error: SealabError): boolean {
  const code = error.details?.['serverCode'];
  return typeof code === 'string' && notReadyCodes.has(code);
}

function codeOf(serverCode: string, status: number): ErrorCode {
  if (['NoSuchBucket', 'NoSuchKey', 'NoSuchVersion', 'NotFound'].includes(serverCode)) return 'not-found';
  return serverCode === fullCode || status === 507 ? 'disk-full' : 's3-error';
}

function fixOf(
  serverCode: string,
  { code, said }: { readonly code: ErrorCode; readonly said: string },
): string {
  if (code === 'disk-full')
    return 'Free some space on the disk of the lab’s drives, or remove objects. MinIO keeps a part of each drive free.';
  if (code === 'not-found') return 'Check the names of the bucket and of the object.';
  if (serverCode === 'XMinioInvalidObjectName' || serverCode === 'XMinioInvalidResourceName')
    return 'Take a name without `//`, and without `.` or `..` between slashes.';
  if (serverCode === 'XMinioParentIsObject' || serverCode === 'XMinioObjectExistsAsDirectory')
    return 'Take another name: an object and a folder cannot have the same one.';
  if (customerKeyCodes.has(serverCode) && /server side encryption|SSE|customer|access denied/i.test(said))
    return 'Choose the customer key with which the object was written.';
  if (serverCode.startsWith('kms:'))
    return 'Run the doctor: it follows the path from MinIO over KES to Vault.';
  if (notReadyCodes.has(serverCode)) return 'Check that enough nodes and drives are online.';
  if (serverCode === 'SignatureDoesNotMatch' || serverCode === 'InvalidAccessKeyId') {
    return 'Check the root user and the root password of the lab.';
  }
  return 'Read what MinIO says, and the end of its log.';
}
