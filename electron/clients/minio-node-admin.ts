import { z } from 'zod';
import type { BucketCount, BucketEncryption, NodeAdmin, ServiceCredentials } from '#core/ports/services.ts';
import { type HttpsAnswer, type HttpsJson, isDone, requireAnswer } from './https-json.ts';
import { signedGetHeaders } from './minio-admin.ts';
import { LOOK_AGENT, traceRequests } from './minio-trace.ts';
import { parseAnswer, refusal } from './server-answers.ts';

type Credentials = Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>;

const timeoutMs = 3_000;
const arnPrefix = 'arn:aws:kms:';

/** madmin-go user-commands.go, AccountInfo. */
const Account = z.object({
  Buckets: z.array(z.object({ name: z.string(), created: z.string() })).nullish(),
});
/** madmin-go info-commands.go, DataUsageInfo: what the scanner counted; the zero time before its first round. */
const Usage = z.object({
  lastUpdate: z.string().optional(),
  bucketsUsageInfo: z.record(z.string(), z.object({ objectsCount: z.number() })).nullish(),
});

/** The admin API of one MinIO node (MinIO cmd/admin-router.go). */
export function createNodeAdmin(endpoint: HttpsJson, credentials: Credentials): NodeAdmin {
  const minio = { endpoint, credentials };
  return {
    trace: (signal) => traceRequests(endpoint, credentials, signal),
    buckets: (isFresh, signal) => buckets(minio, isFresh, signal),
    bucketDefault: (bucket, signal) => bucketDefault(minio, bucket, signal),
  };
}

interface NamedBucket {
  readonly name: string;
  readonly created: string;
}

interface Minio {
  readonly endpoint: HttpsJson;
  readonly credentials: Credentials;
}

async function buckets(minio: Minio, isFresh: boolean, signal: AbortSignal): Promise<readonly BucketCount[]> {
  const { server } = minio.endpoint;
  const [list, usage] = await Promise.all([
    isFresh ? bucketsNow(minio, signal) : bucketsBefore(minio, signal),
    ask(minio, { purpose: 'tell its usage', path: '/minio/admin/v3/datausageinfo' }, signal),
  ]);
  const counted = parseAnswer(server, { purpose: 'tell its usage', schema: Usage, body: usage.body });
  const isCounted = counted.lastUpdate !== undefined && !counted.lastUpdate.startsWith('0001-');
  return list.map(({ name, created }) => ({
    name,
    createdAt: created,
    objects: isCounted ? counted.bucketsUsageInfo?.[name]?.objectsCount : undefined,
    countedAt: isCounted ? counted.lastUpdate : undefined,
  }));
}

/** MinIO keeps this list for a second, and then gives the old one once more (cmd/erasure-server-pool.go, ListBuckets). */
async function bucketsBefore(minio: Minio, signal: AbortSignal): Promise<readonly NamedBucket[]> {
  const purpose = 'list its buckets';
  const { body } = await ask(minio, { purpose, path: '/minio/admin/v3/accountinfo' }, signal);
  return parseAnswer(minio.endpoint.server, { purpose, schema: Account, body }).Buckets ?? [];
}

/** S3 ListBuckets. Names of buckets and times need no decoding. */
async function bucketsNow(minio: Minio, signal: AbortSignal): Promise<readonly NamedBucket[]> {
  const { text } = await ask(minio, { purpose: 'list its buckets', path: '/' }, signal);
  const found = text.matchAll(/<Bucket><Name>([^<]*)<\/Name><CreationDate>([^<]*)<\/CreationDate>/g);
  return [...found].map(([, name = '', created = '']) => ({ name, created }));
}

async function bucketDefault(minio: Minio, bucket: string, signal: AbortSignal): Promise<BucketEncryption> {
  const purpose = `tell the default encryption of ${bucket}`;
  const path = `/${encodeURIComponent(bucket)}`;
  const answer = await send(minio, { path, query: 'encryption=' }, signal);
  if (/ServerSideEncryptionConfigurationNotFoundError/.test(answer.text)) return { kind: 'none' };
  if (!isDone(answer)) throw refused(minio, purpose, answer);
  if (textOf(answer, 'SSEAlgorithm') !== 'aws:kms') return { kind: 'sse-s3' };
  const name = textOf(answer, 'KMSMasterKeyID') ?? '';
  return { kind: 'sse-kms', keyName: name.startsWith(arnPrefix) ? name.slice(arnPrefix.length) : name };
}

/** The text of an element that has no children. KES's key names need no decoding. */
function textOf({ text }: HttpsAnswer, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1];
}

async function ask(
  minio: Minio,
  { purpose, path }: { readonly purpose: string; readonly path: string },
  signal: AbortSignal,
): Promise<HttpsAnswer> {
  const answer = await send(minio, { path, query: '' }, signal);
  if (!isDone(answer)) throw refused(minio, purpose, answer);
  return answer;
}

async function send(
  { endpoint, credentials }: Minio,
  { path, query }: { readonly path: string; readonly query: string },
  signal: AbortSignal,
): Promise<HttpsAnswer> {
  const { host } = new URL(endpoint.server.url);
  const signed = signedGetHeaders({ host, path, query }, credentials, new Date());
  const headers = { ...signed, 'user-agent': LOOK_AGENT };
  const whole = query === '' ? path : `${path}?${query}`;
  return requireAnswer(await endpoint.send({ method: 'GET', path: whole, headers, timeoutMs }, signal));
}

function refused({ endpoint }: Minio, purpose: string, answer: HttpsAnswer): Error {
  return refusal(endpoint.server, { code: 's3-error', purpose, answer, fix: "Read the end of MinIO's log." });
}
