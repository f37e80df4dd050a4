import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { ServiceCredentials, TracedRequest } from '#core/ports/services.ts';
import { readJson } from '#core/read-json.ts';
import { SealabError } from '#shared/errors.ts';
import { endlessLines } from './endless-lines.ts';
import type { HttpsAnswer, HttpsJson } from './https-json.ts';
import { canonicalQuery, signedGetHeaders } from './minio-admin.ts';
import { refusal } from './server-answers.ts';

/** What Sealab calls itself in the requests with which it only looks. */
export const LOOK_AGENT = 'sealab-look';

const PATH = '/minio/admin/v3/trace';
const QUERY = canonicalQuery({ s3: 'true', threshold: '0s' });
/** MinIO sends a space every second when there is nothing to tell. */
const SILENCE_MS = 10_000;
const ARN = 'arn:aws:kms:';

const Headers = z.record(z.string(), z.array(z.string())).nullish();
/** madmin-go trace.go, TraceInfo; headers have Go's canonical names. */
const Line = z.object({
  nodename: z.string(),
  funcname: z.string(),
  time: z.string(),
  path: z.string(),
  dur: z.number(),
  http: z.object({
    request: z.object({ method: z.string(), headers: Headers }),
    response: z.object({ headers: Headers, statuscode: z.number().optional(), body: z.string().nullish() }),
  }),
});

/**
 * The S3 requests of all nodes (`GET /minio/admin/v3/trace`, endless; MinIO cmd/admin-handlers.go, TraceHandler): the
 * asked node subscribes to the others. MinIO keeps 100,000 for a slow reader and drops the rest without a word.
 */
export async function* traceRequests(
  minio: HttpsJson,
  credentials: Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>,
  signal: AbortSignal,
): AsyncGenerator<readonly TracedRequest[]> {
  const { host } = new URL(minio.server.url);
  const request = {
    path: `${PATH}?${QUERY}`,
    headers: signedGetHeaders({ host, path: PATH, query: QUERY }, credentials, new Date()),
    silenceMs: SILENCE_MS,
    refused: (answer: HttpsAnswer) => {
      const fix = 'Check the root user and password of the lab.';
      return refusal(minio.server, { code: 's3-error', purpose: 'trace its requests', answer, fix });
    },
    ended: () => ended(minio),
  };
  for await (const lines of endlessLines(minio, request, signal)) {
    const requests = lines.flatMap((line) => readTraceLine(line) ?? []);
    if (lines.length === 0 || requests.length > 0) yield requests;
  }
}

/** undefined for what is no S3 request. Only what is named here leaves a line: its headers may hold keys of SSE-C. */
export function readTraceLine(line: string): TracedRequest | undefined {
  const traced = readJson(Line, line);
  if (traced === undefined || !traced.funcname.startsWith('s3.')) return undefined;
  const { nodename, funcname, time, path, dur, http } = traced;
  const status = http.response.statuscode ?? 0;
  const [bucket, key] = splitPath(path);
  const userAgent = headerOf(http.request.headers, 'User-Agent') ?? '';
  return {
    at: new Date(time).toISOString(),
    tookMs: dur / 1e6,
    node: nodename,
    operation: funcname.slice('s3.'.length),
    method: http.request.method,
    bucket,
    key,
    status,
    ...encryptionOf(http.response.headers),
    refusal: status < 400 ? undefined : refusalOf(http.response.body ?? undefined, status),
    userAgent,
    isLook: userAgent === LOOK_AGENT,
  };
}

function encryptionOf(headers: z.infer<typeof Headers>): Pick<TracedRequest, 'encryption' | 'keyName'> {
  const method = headerOf(headers, 'X-Amz-Server-Side-Encryption');
  if (method === 'aws:kms') {
    const name = headerOf(headers, 'X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id');
    return { encryption: 'sse-kms', keyName: name?.startsWith(ARN) ? name.slice(ARN.length) : name };
  }
  if (method !== undefined) return { encryption: 'sse-s3', keyName: undefined };
  const isCustomer = headerOf(headers, 'X-Amz-Server-Side-Encryption-Customer-Algorithm') !== undefined;
  return { encryption: isCustomer ? 'sse-c' : undefined, keyName: undefined };
}

function headerOf(headers: z.infer<typeof Headers>, name: string): string | undefined {
  return headers?.[name]?.[0];
}

function splitPath(path: string): readonly [string, string] {
  const whole = decode(path).replace(/^\//, '');
  const slash = whole.indexOf('/');
  return slash < 0 ? [whole, ''] : [whole.slice(0, slash), whole.slice(slash + 1)];
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not encoded: MinIO gives the path as it came.
    return path;
  }
}

/** The code and words of the answer's XML, which the trace gives in base64; a HEAD has none. */
function refusalOf(body: string | undefined, status: number): string {
  const xml = body === undefined ? '' : Buffer.from(body, 'base64').toString('utf8');
  const code = /<Code>([^<]*)<\/Code>/.exec(xml)?.[1];
  const words = /<Message>([^<]*)<\/Message>/.exec(xml)?.[1];
  return code === undefined ? `HTTP status ${status}` : `${status} ${code}: ${words ?? ''}`.slice(0, 300);
}

function ended(minio: HttpsJson): SealabError {
  return new SealabError('s3-error', `MinIO at ${minio.server.url} ended its trace.`, {
    fix: 'Check that MinIO still runs.',
    details: { evidence: ['the stream ended'], unreachable: true },
  });
}
