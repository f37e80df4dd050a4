import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Secret } from '#shared/secret.ts';
import { rewrapByJob } from './batch-keyrotate.ts';
import { HttpsJson } from './https-json.ts';
import { startLocalServer } from './testing/local-server.ts';
import { localTrust } from './testing/local-trust.ts';

const JOB = { bucket: 'mine', prefix: 'a', encryption: { kind: 'sse-s3' } } as const;
const credentials = { rootUser: 'sealab-root', rootPassword: new Secret('a password') };

const { ca, pair } = await localTrust();
type Answer = (response: ServerResponse<IncomingMessage>) => unknown;

interface Script {
  readonly start?: Answer;
  readonly stop: Answer;
  /** Aborts when the server has this question. */
  readonly cancelAt: 'start-job' | 'status-job';
}

/** Cancels a job of a MinIO that never ends it; what came to MinIO, what was told, and what was thrown. */
async function cancelJob({ start, stop, cancelAt }: Script) {
  const controller = new AbortController();
  const asked: string[] = [];
  const told: unknown[] = [];
  await using server = await startLocalServer(pair, (request, response) => {
    const url = new URL(request.url ?? '', 'https://minio');
    const question = url.pathname.replace('/minio/admin/v3/', '');
    asked.push(`${request.method} ${question}${url.search}`);
    if (question === cancelAt) controller.abort();
    if (question === 'cancel-job') return stop(response);
    if (question !== 'start-job')
      return response.end('{"LastMetric":{"rotation":{"objects":1,"objectsFailed":0}}}');
    return (start ?? begin)(response);
  });
  using endpoint = new HttpsJson({
    server: { title: 'MinIO', url: server.url, errorCode: 's3-error' },
    caPem: ca.certificatePem,
  });
  const context = { signal: controller.signal, report: (report: unknown) => void told.push(report) };
  const thrown: unknown = await rewrapByJob({ endpoint, credentials }, JOB, context).catch(
    (error: unknown) => error,
  );
  return { asked, told, thrown };
}

const begin: Answer = (response) => response.end('{"id":"keyrotate-1:0"}');
const gone: Answer = (response) => response.writeHead(204).end();

describe('a rewrap that is cancelled', () => {
  it('stops its batch job in MinIO, and says so', async () => {
    const { asked, told, thrown } = await cancelJob({ stop: gone, cancelAt: 'status-job' });
    expect(thrown).toMatchObject({ code: 'cancelled' });
    expect(asked).toEqual([
      'POST start-job',
      'GET status-job?jobId=keyrotate-1%3A0',
      'DELETE cancel-job?id=keyrotate-1%3A0',
    ]);
    expect(told.at(-1)).toEqual({ detail: 'MinIO has stopped the batch job keyrotate-1:0' });
  });

  it('while MinIO takes the job stops it too, as soon as it has a name', async () => {
    const { asked, thrown } = await cancelJob({
      start: async (response) => {
        await delay(200);
        begin(response);
      },
      stop: gone,
      cancelAt: 'start-job',
    });
    expect(thrown).toMatchObject({ code: 'cancelled' });
    expect(asked.at(-1)).toBe('DELETE cancel-job?id=keyrotate-1%3A0');
  });

  it('is an error where MinIO does not stop', async () => {
    const { told, thrown } = await cancelJob({
      stop: (response) => response.writeHead(500).end('{"message":"the job is busy"}'),
      cancelAt: 'status-job',
    });
    expect(thrown).toMatchObject({
      code: 's3-error',
      message: expect.stringMatching(
        /^Cancelled in Sealab, but .* go on with the batch job keyrotate-1:0\.$/,
      ),
      fix: 'Stop it with `mc batch cancel NAME keyrotate-1:0`.',
      details: { evidence: ['the job is busy'] },
    });
    expect(JSON.stringify(told)).not.toContain('has stopped');
  });
});
