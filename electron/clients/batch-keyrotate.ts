import { z } from 'zod';
import type { RewrapRequest } from '#core/ports/object-api.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import type { ServiceCredentials } from '#core/ports/services.ts';
import { cancelledError, SealabError, toSealabError } from '#shared/errors.ts';
import { pause, startGrace } from './deadline.ts';
import { type HttpsAnswer, type HttpsJson, isDone, requireAnswer } from './https-json.ts';
import { canonicalQuery, signedHeaders } from './minio-admin.ts';
import { errorTexts, parseAnswer, refusal } from './server-answers.ts';

type Credentials = Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>;

const usualTimeoutMs = 30_000;
const lookEveryMs = 200;
/** Who cancels waits at most so long for MinIO to take a start or a stop. */
const graceMs = 5_000;

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

interface Minio {
  readonly endpoint: HttpsJson;
  readonly credentials: Credentials;
}

/** A job that MinIO has taken. */
interface Job {
  readonly id: string;
  /** What it is for, as a verb. */
  readonly purpose: string;
}

/**
 * Starts MinIO's batch job `keyrotate` (minio cmd/batch-rotate.go) and waits until it has ended. Who cancels stops the job
 * in MinIO too; what it has rewrapped stays so. Throws `s3-error` where MinIO goes on.
 */
export async function rewrapByJob(
  minio: Minio,
  request: RewrapRequest,
  context: OperationContext,
): Promise<{ readonly objects: number }> {
  const job = await start(minio, request, context.signal);
  try {
    return await untilEnded(minio, job, context);
  } catch (thrown) {
    if (!context.signal.aborted) throw thrown;
    await stop(minio, job, thrown);
    context.report({ detail: `MinIO has stopped the batch job ${job.id}` });
    throw cancelledError(thrown);
  }
}

/** A start that is under way is waited for, also by who cancels: a job whose name is not known cannot be stopped. */
async function start(minio: Minio, request: RewrapRequest, signal: AbortSignal): Promise<Job> {
  if (signal.aborted) throw cancelledError(signal.reason);
  const purpose = `rewrap ${request.bucket}/${request.prefix}`;
  using grace = startGrace(signal, graceMs);
  const answer = await send(minio, { method: 'POST', path: 'start-job', body: jobOf(request) }, grace.signal);
  if (!isDone(answer)) throw refused(minio, purpose, answer);
  const { id } = parseAnswer(minio.endpoint.server, { purpose, schema: Started, body: answer.body });
  return { id, purpose };
}

async function untilEnded(
  minio: Minio,
  { id, purpose }: Job,
  { signal, report }: OperationContext,
): Promise<{ readonly objects: number }> {
  const { server } = minio.endpoint;
  const unknownUntil = performance.now() + usualTimeoutMs;
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
      throw refused(minio, purpose, told);
    }
    await pause(lookEveryMs, signal);
  }
}

/** madmin-go batch-job.go, CancelBatchJob. MinIO then forgets the job, also for its own next start. */
async function stop(minio: Minio, { id }: Job, cause: unknown): Promise<void> {
  const { url } = minio.endpoint.server;
  let evidence: readonly string[];
  try {
    const answer = await send(
      minio,
      { method: 'DELETE', path: 'cancel-job', parameters: { id }, timeoutMs: graceMs },
      new AbortController().signal,
    );
    if (isDone(answer)) return;
    evidence = errorTexts(answer);
  } catch (thrown) {
    evidence = [toSealabError(thrown).message];
  }
  throw new SealabError(
    's3-error',
    `Cancelled in Sealab, but MinIO at ${url} may go on with the batch job ${id}.`,
    {
      fix: `Stop it with \`mc batch cancel NAME ${id}\`.`,
      details: { evidence: [...evidence] },
      cause,
    },
  );
}

/** The job as MinIO reads it; JSON is YAML. A context that the objects have is kept by the server. */
function jobOf({ bucket, prefix, encryption }: RewrapRequest): unknown {
  const type =
    encryption.kind === 'sse-s3' ? { type: 'sse-s3' } : { type: 'sse-kms', key: encryption.keyName };
  return { keyrotate: { apiVersion: 'v1', bucket, prefix, encryption: type } };
}

interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: 'start-job' | 'status-job' | 'cancel-job';
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

async function send(
  { endpoint, credentials }: Minio,
  { method, path, parameters = {}, body, timeoutMs = usualTimeoutMs }: Question,
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

function refused({ endpoint }: Minio, purpose: string, answer: HttpsAnswer): SealabError {
  return refusal(endpoint.server, {
    code: 's3-error',
    purpose,
    answer,
    fix: 'Check the key, and read MinIO’s log.',
  });
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
