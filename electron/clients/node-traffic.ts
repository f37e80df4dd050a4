import { z } from 'zod';
import type { DriveStatus, NodeTraffic, ServiceCredentials } from '#core/ports/services.ts';
import { type HttpsAnswer, type HttpsJson, isDone } from './https-json.ts';
import { prometheusToken, signedGetHeaders } from './minio-admin.ts';
import { sumOfMetric } from './prometheus-text.ts';

const timeoutMs = 3_000;

type Credentials = Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>;

/** MinIO internal/kms/kms.go, type Metrics. */
const KmsMetrics = z.object({
  kms_req_success: z.number(),
  kms_req_error: z.number(),
  kms_req_failure: z.number(),
});
/** madmin-go info-commands.go, KMSStatus: `online` or `offline` for each KES. */
const KmsStatus = z.object({ endpoints: z.record(z.string(), z.string()) });
/** madmin-go info-commands.go, StorageInfo; `endpoint` is a URL where there are several nodes, else a path. */
const StorageAnswer = z.object({
  Disks: z.array(z.object({ endpoint: z.string().default(''), state: z.string().default('') })),
});

/**
 * What the node counted, by its own word: S3 requests from `/minio/metrics/v3/api/requests`, key requests from
 * `/minio/kms/v1/metrics`. Neither question is counted as an S3 or a key request (MinIO cmd/handler-utils.go,
 * collectAPIStats; internal/kms/kms.go, updateMetrics). undefined while nothing answers.
 */
export async function readTraffic(
  endpoint: HttpsJson,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<NodeTraffic | undefined> {
  const [requests, metrics] = await Promise.all([
    ask(endpoint, { path: '/minio/metrics/v3/api/requests', headers: bearer(credentials) }, signal),
    askSigned(endpoint, { path: '/minio/kms/v1/metrics', credentials }, signal),
  ]);
  if (requests === undefined) return undefined;
  const kms = KmsMetrics.safeParse(metrics?.body).data;
  return {
    // A node that served nothing yet has no sample.
    s3Requests: isDone(requests) ? (sumOfMetric(requests.text, 'minio_api_requests_total') ?? 0) : undefined,
    keyRequests:
      kms === undefined ? undefined : kms.kms_req_success + kms.kms_req_error + kms.kms_req_failure,
  };
}

/** Whether the node reaches KES, by its own word (`/minio/kms/v1/status`); for that it asks KES for its status. */
export async function readKmsReach(
  endpoint: HttpsJson,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const answer = await askSigned(endpoint, { path: '/minio/kms/v1/status', credentials }, signal);
  const endpoints = KmsStatus.safeParse(answer?.body).data?.endpoints;
  return endpoints === undefined ? undefined : Object.values(endpoints).some((state) => state === 'online');
}

/** Every drive, as this node sees it (`/minio/admin/v3/storageinfo`); undefined while nothing answers or it refuses. */
export async function readDrives(
  endpoint: HttpsJson,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<readonly DriveStatus[] | undefined> {
  const answer = await askSigned(endpoint, { path: '/minio/admin/v3/storageinfo', credentials }, signal);
  return StorageAnswer.safeParse(answer?.body).data?.Disks.map(({ endpoint: place, state }) => ({
    nodeAddress: URL.canParse(place) ? new URL(place).host : undefined,
    isOnline: state === 'ok',
  }));
}

function bearer(credentials: Credentials): Record<string, string> {
  return { authorization: `Bearer ${prometheusToken(credentials, new Date())}` };
}

async function askSigned(
  endpoint: HttpsJson,
  { path, credentials }: { readonly path: string; readonly credentials: Credentials },
  signal: AbortSignal,
): Promise<HttpsAnswer | undefined> {
  const { host } = new URL(endpoint.server.url);
  const headers = signedGetHeaders({ host, path }, credentials, new Date());
  return await ask(endpoint, { path, headers }, signal);
}

async function ask(
  endpoint: HttpsJson,
  { path, headers }: { readonly path: string; readonly headers: Record<string, string> },
  signal: AbortSignal,
): Promise<HttpsAnswer | undefined> {
  const result = await endpoint.send({ method: 'GET', path, headers, timeoutMs }, signal);
  return result.kind === 'answer' ? result : undefined;
}
