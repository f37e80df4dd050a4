import { z } from 'zod';
import type { RewrapRequest } from '#core/ports/object-api.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import type { ServiceCredentials } from '#core/ports/services.ts';
import { SealabError } from '#shared/errors.ts';
import { pause } from './deadline.ts';
import { type HttpsAnswer, type HttpsJson, isDone, requireAnswer } from './https-json.ts';
import { canonicalQuery, signedHeaders } from './minio-admin.ts';
import { parseAnswer, refusal } from './server-answers.ts';

type Credentials = Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>;

const timeoutMs = 30_000;
const lookEveryMs = 200;

/** madmin-go batch-job.go, BatchJobResult. */
const Started = z.object({ id: z.string() });
/** madmin-go metrics.go, JobMetric. */
const Status = z.object({
  LastMetric: z.object({
    complete: z.boolean().default(false),
    failed: z.boolean().default(false),
    rotation: z.object({ objects: z.number(), objectsFailed: z.number() }).optional(),
  }),
});

/** Starts MinIO's batch job `keyrotate` (minio cmd/batch-rotate.go) and waits until it has ended. */
export async function rewrapByJob(
  minio: { readonly endpoint: HttpsJson; readonly credentials: Credentials },
  request: RewrapRequest,
  { signal, report }: OperationContext,
): Promise<{ readonly objects: number }> {
  const { server } = minio.endpoint;
  const purpose = `rewrap ${request.bucket}/${request.prefix}`;
  const refused = (answer: HttpsAnswer): SealabError =>
    refusal(server, { code: 's3-error', purpose, answer, fix: 'Check the key, and read MinIO’s log.' });
  const begun = await send(
    minio,
    { method: 'POST', path: 'start-job', parameters: {}, body: jobOf(request) },
    signal,
  );
  if (!isDone(begun)) throw refused(begun);
  const { id } = parseAnswer(server, { purpose, schema: Started, body: begun.body });
  const unknownUntil = performance.now() + timeoutMs;
  for (;;) {
    const told = await send(minio, { method: 'GET', path: 'status-job', parameters: { jobId: id } }, signal);
    if (isDone(told)) {
      const { LastMetric: metric } = parseAnswer(server, { purpose, schema: Status, body: told.body });
      const objects = metric.rotation?.objects ?? 0;
      report({ done: objects, unit: 'items' });
      const failures = metric.rotation?.objectsFailed ?? 0;
      if (metric.failed) throw failed({ url: server.url, purpose, id, failures });
      if (metric.complete) return { objects };
      // A job that was just started is not known yet.
    } else if (!told.text.includes('NoSuchJob') || performance.now() > unknownUntil) {
      throw refused(told);
    }
    await pause(lookEveryMs, signal);
  }
}

/** The job as MinIO reads it; JSON is YAML. A context that the objects have is kept by the server. */
function jobOf({ bucket, prefix, encryption }: RewrapRequest): unknown {
  const type =
    encryption.kind === 'sse-s3' ? { type: 'sse-s3' } : { type: 'sse-kms', key: encryption.keyName };
  return { keyrotate: { apiVersion: 'v1', bucket, prefix, encryption: type } };
}

interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: 'start-job' | 'status-job';
  readonly parameters: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

async function send(
  { endpoint, credentials }: { readonly endpoint: HttpsJson; readonly credentials: Credentials },
  { method, path, parameters, body }: Question,
  signal: AbortSignal,
): Promise<HttpsAnswer> {
  const { host } = new URL(endpoint.server.url);
  const query = canonicalQuery(parameters);
  const whole = `/minio/admin/v3/${path}`;
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = signedHeaders({ method, host, path: whole, query, body: text }, credentials, new Date());
  const address = query === '' ? whole : `${whole}?${query}`;
  // A job that was started twice would rewrap twice.
  const sent = {
    method,
    path: address,
    headers,
    timeoutMs,
    once: method === 'POST',
    ...(body === undefined ? {} : { body }),
  };
  return requireAnswer(await endpoint.send(sent, signal));
}

function failed(job: {
  readonly url: string;
  readonly purpose: string;
  readonly id: string;
  readonly failures: number;
}): SealabError {
  return new SealabError('s3-error', `MinIO at ${job.url} does not ${job.purpose}.`, {
    fix: 'Run the doctor: it follows the path from MinIO over KES to Vault. Then rewrap again.',
    details: { evidence: [`batch job ${job.id}: ${job.failures} objects failed`] },
  });
}
