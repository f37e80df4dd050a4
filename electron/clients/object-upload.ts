import type { AnswerHeaders, UploadRequest } from '#core/ports/object-api.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { SealabError, toSealabError } from '#shared/errors.ts';
import { captureHeaders } from './s3-answer-headers.ts';
import type { S3Connection } from './s3-connection.ts';
import { customerKeyFields, encryptionFields } from './s3-encryption.ts';
import { partsOf } from './upload-parts.ts';

/** Up to this size an object is one PUT; above, it is the size of a part. */
const PART_BYTES = 16 * 1024 * 1024;
/** What S3 allows. */
const MAX_PARTS = 10_000;

/** Writes an object from chunks. However it fails, nothing is left behind. */
export async function writeStream(
  s3: S3Connection,
  request: UploadRequest,
  context: OperationContext,
): Promise<AnswerHeaders> {
  let sent = 0;
  const report = (bytes: number): void => {
    sent += bytes;
    context.report({ done: sent, total: request.sizeBytes, unit: 'bytes' });
  };
  report(0);
  return request.sizeBytes <= PART_BYTES
    ? await writeWhole(s3, request, { ...context, report })
    : await writeParts(s3, request, { ...context, report });
}

interface Progress {
  readonly signal: AbortSignal;
  /** So many more bytes are with the server. */
  readonly report: (bytes: number) => void;
}

async function writeWhole(
  s3: S3Connection,
  request: UploadRequest,
  { signal, report }: Progress,
): Promise<AnswerHeaders> {
  let body = new Uint8Array(0);
  for await (const part of partsOf(request, { bytes: PART_BYTES, signal })) body = part;
  const headers = await s3.runWhenReady(
    {
      purpose: `write ${request.bucket}/${request.key}`,
      async send(client, { sdk, abortSignal }) {
        const command = new sdk.PutObjectCommand({ ...target(request), ...metadataOf(request), Body: body });
        const answer = captureHeaders(command);
        await client.send(command, { abortSignal });
        return answer();
      },
    },
    signal,
  );
  report(body.length);
  return headers;
}

interface SentPart {
  readonly number: number;
  readonly etag: string;
  readonly protection: AnswerHeaders;
}

async function writeParts(
  s3: S3Connection,
  request: UploadRequest,
  progress: Progress,
): Promise<AnswerHeaders> {
  const { signal } = progress;
  const uploadId = await begin(s3, request, signal);
  const parts: SentPart[] = [];
  let sending: Promise<void> = Promise.resolve();
  try {
    const bytes = Math.max(PART_BYTES, Math.ceil(request.sizeBytes / MAX_PARTS));
    // The next part is collected while one is being sent.
    for await (const body of partsOf(request, { bytes, signal })) {
      await sending;
      const number = parts.length + 1;
      sending = sendPart(s3, { request, uploadId, number, body }, signal).then((part) => {
        parts.push(part);
        progress.report(body.length);
      });
      sending.catch(() => undefined);
    }
    await sending;
    // MinIO tells what protects the object with each part, and not at the end.
    const end = await complete(s3, { request, uploadId, parts }, signal);
    return { ...parts[0]?.protection, ...end };
  } catch (thrown) {
    await sending.catch(() => undefined);
    throw await giveUp(s3, { request, uploadId }, thrown);
  }
}

async function begin(s3: S3Connection, request: UploadRequest, signal: AbortSignal): Promise<string> {
  const answer = await s3.runWhenReady(
    {
      purpose: `begin to write ${request.bucket}/${request.key}`,
      send: (client, { sdk, abortSignal }) =>
        client.send(new sdk.CreateMultipartUploadCommand({ ...target(request), ...metadataOf(request) }), {
          abortSignal,
        }),
    },
    signal,
  );
  return answer.UploadId ?? '';
}

async function sendPart(
  s3: S3Connection,
  {
    request,
    uploadId,
    number,
    body,
  }: {
    readonly request: UploadRequest;
    readonly uploadId: string;
    readonly number: number;
    readonly body: Uint8Array;
  },
  signal: AbortSignal,
): Promise<SentPart> {
  return await s3.run(
    {
      purpose: `write part ${number} of ${request.bucket}/${request.key}`,
      async send(client, { sdk, abortSignal }) {
        const command = new sdk.UploadPartCommand({
          ...target(request),
          ...keyOf(request),
          UploadId: uploadId,
          PartNumber: number,
          Body: body,
        });
        const headers = captureHeaders(command);
        const answer = await client.send(command, { abortSignal });
        return { number, etag: answer.ETag ?? '', protection: protectionOf(headers()) };
      },
    },
    signal,
  );
}

function protectionOf(headers: AnswerHeaders): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  );
}

async function complete(
  s3: S3Connection,
  {
    request,
    uploadId,
    parts,
  }: { readonly request: UploadRequest; readonly uploadId: string; readonly parts: readonly SentPart[] },
  signal: AbortSignal,
): Promise<AnswerHeaders> {
  return await s3.run(
    {
      purpose: `finish ${request.bucket}/${request.key}`,
      async send(client, { sdk, abortSignal }) {
        const command = new sdk.CompleteMultipartUploadCommand({
          ...target(request),
          ...keyOf(request),
          UploadId: uploadId,
          MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
        });
        const headers = captureHeaders(command);
        const answer = await client.send(command, { abortSignal });
        // The ETag of a multipart object is in the body only.
        return { ...headers(), etag: answer.ETag ?? '' };
      },
    },
    signal,
  );
}

/** Removes the parts that were sent, also after a cancel, and returns what to throw. */
async function giveUp(
  s3: S3Connection,
  { request, uploadId }: { readonly request: UploadRequest; readonly uploadId: string },
  thrown: unknown,
): Promise<SealabError> {
  const error = toSealabError(thrown);
  try {
    await s3.run(
      {
        purpose: `drop the parts of ${request.bucket}/${request.key}`,
        send: (client, { sdk, abortSignal }) =>
          client.send(new sdk.AbortMultipartUploadCommand({ ...target(request), UploadId: uploadId }), {
            abortSignal,
          }),
      },
      new AbortController().signal,
    );
    return error;
  } catch (left) {
    return new SealabError(error.code, `${error.message} Its parts are still there.`, {
      fix: 'Start MinIO again: it removes the parts of an upload that nobody goes on with within a day.',
      details: { ...error.details, upload: uploadId, parts: toSealabError(left).message },
      cause: thrown,
    });
  }
}

function target({ bucket, key }: UploadRequest): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: bucket, Key: key };
}

function metadataOf({ contentType, encryption }: UploadRequest) {
  return {
    ...(contentType === undefined ? {} : { ContentType: contentType }),
    ...encryptionFields(encryption),
  };
}

/** Each part of an SSE-C object needs its key again. */
function keyOf({ encryption }: UploadRequest) {
  return customerKeyFields(encryption.kind === 'sse-c' ? encryption.customerKey : undefined);
}
