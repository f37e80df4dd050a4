import type { TracedRequest } from '../ports/services.ts';
import type { Event } from './event.ts';

const ENCRYPTIONS = { 'sse-s3': 'SSE-S3', 'sse-kms': 'SSE-KMS', 'sse-c': 'SSE-C' } as const;

/** One S3 request of MinIO's trace: `200 GetObject photos/a.txt SSE-S3 3.1 ms`. */
export function minioTraceEvent(request: TracedRequest): Event {
  const { at, status, operation, bucket, key, encryption, keyName, refusal, tookMs, isLook } = request;
  const words = [
    refusal ?? String(status),
    operation,
    key === '' ? bucket : `${bucket}/${key}`,
    encryption === undefined ? '' : ENCRYPTIONS[encryption],
    keyName ?? '',
    `${tookMs.toFixed(1)} ms`,
  ];
  return {
    at,
    source: 'minio-trace',
    service: request.node,
    text: words.filter((word) => word !== '').join(' '),
    level: status >= 500 ? 'error' : status >= 400 ? 'warning' : 'info',
    heartbeat: isLook,
  };
}
