import { Readable } from 'node:stream';
import type { AnswerHeaders, ReadRequest } from '#core/ports/object-api.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { networkError, type Server, timeoutError } from './network-errors.ts';
import { captureHeaders } from './s3-answer-headers.ts';
import type { S3Connection } from './s3-connection.ts';
import { customerKeyFields } from './s3-encryption.ts';

/** A server that sends nothing for so long has stopped. */
const silenceMs = 30_000;

export async function readHeaders(
  s3: S3Connection,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<AnswerHeaders> {
  return await s3.run(
    {
      purpose: `describe ${request.bucket}/${request.key}`,
      async send(client, { sdk, abortSignal }) {
        const command = new sdk.HeadObjectCommand(fieldsOf(request));
        const headers = captureHeaders(command);
        await client.send(command, { abortSignal });
        return headers();
      },
    },
    signal,
  );
}

/** The bytes as they come. Leaving the loop early ends the request. */
export async function* readStream(
  s3: S3Connection,
  request: ReadRequest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const purpose = `read ${request.bucket}/${request.key}`;
  const { body, length } = await s3.run(
    {
      purpose,
      async send(client, { sdk, abortSignal }) {
        const answer = await client.send(new sdk.GetObjectCommand(fieldsOf(request)), { abortSignal });
        return { body: answer.Body, length: answer.ContentLength };
      },
    },
    signal,
  );
  if (!(body instanceof Readable)) return;
  let got = 0;
  for await (const chunk of watched(body, { server: s3.server, purpose, signal })) {
    got += chunk.length;
    yield chunk;
  }
  if (length !== undefined && got !== length) throw cutShort(s3.server, { purpose, got, length });
}

async function* watched(
  body: Readable,
  {
    server,
    purpose,
    signal,
  }: { readonly server: Server; readonly purpose: string; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array, void, void> {
  let isSilent = false;
  const stop = (): void => void body.destroy();
  const timer = setTimeout(() => {
    isSilent = true;
    stop();
  }, silenceMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw cancelledError();
    for await (const chunk of body) {
      timer.refresh();
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch (thrown) {
    if (signal.aborted) throw cancelledError(thrown);
    if (isSilent) throw timeoutError(server, purpose, silenceMs);
    throw thrown instanceof SealabError ? thrown : networkError(thrown, server);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    stop();
  }
  if (signal.aborted) throw cancelledError();
}

function fieldsOf(request: ReadRequest) {
  return {
    Bucket: request.bucket,
    Key: request.key,
    ...(request.versionId === undefined ? {} : { VersionId: request.versionId }),
    ...customerKeyFields(request.customerKey),
  };
}

function cutShort(
  server: Server,
  { purpose, got, length }: { readonly purpose: string; readonly got: number; readonly length: number },
): SealabError {
  return new SealabError('s3-error', `MinIO at ${server.url} does not ${purpose} to its end.`, {
    fix: 'Look into the object with the inspector: a drive, a key or the data may be damaged.',
    details: { evidence: [`${got} of ${length} bytes came`] },
  });
}
