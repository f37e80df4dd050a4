import { z } from 'zod';
import { toBase64 } from '#core/bytes.ts';
import type { DataKey, KesApi, KesStatus } from '#core/ports/services.ts';
import { Secret } from '#shared/secret.ts';
import { type HttpsJson, isDone, requireAnswer } from './https-json.ts';
import { auditLines } from './kes-audit-log.ts';
import { callKes, kesRefusal } from './kes-calls.ts';
import { listKeyNames } from './kes-key-list.ts';
import { sumOfMetric } from './prometheus-text.ts';
import { errorTexts, parseAnswer } from './server-answers.ts';

const metricsTimeoutMs = 3_000;

/** A build without the stamp of a repository, such as one of the Go module (KES internal/sys/build.go). */
const NO_VERSION = '<unknown>';

const StatusAnswer = z
  .object({
    version: z.string().transform((version) => (version === NO_VERSION ? undefined : version)),
    keystore_latency: z.number().optional(),
    keystore_unreachable: z.boolean().optional(),
    uptime: z.number().optional(),
  })
  .transform(
    // The number is milliseconds in 0.23 and 0.24, whatever their comment says (server.go, func status).
    ({ version, keystore_latency, keystore_unreachable, uptime }): KesStatus => ({
      version,
      keystoreReachable: keystore_unreachable !== true,
      keystoreLatencyMs: keystore_latency,
      ...(uptime === undefined ? {} : { uptimeSeconds: uptime }),
    }),
  );
const SecretText = z.string().transform((text) => new Secret(text));
const GenerateAnswer = z.object({ plaintext: SecretText, ciphertext: z.string() });
const DecryptAnswer = z.object({ plaintext: SecretText });

/** KES's HTTP API of 0.23 and 0.24 (github.com/minio/kes, server.go). */
export function createKesApi(kes: HttpsJson): KesApi {
  return {
    status: (signal) => status(kes, signal),
    createKey: (name, signal) => createKey(kes, name, signal),
    listKeys: (signal) => listKeyNames(kes, signal),
    generate: (key, context, signal) => generate(kes, { key, context }, signal),
    async decrypt(key, { ciphertext, context }, signal) {
      const call = {
        purpose: `decrypt with the key ${key}`,
        method: 'PUT',
        path: keyPath('decrypt', key),
      } as const;
      const answer = await callKes(
        kes,
        { ...call, body: { ciphertext, context: toBase64(context) } },
        signal,
      );
      return parseAnswer(kes.server, { ...call, schema: DecryptAnswer, body: answer.body }).plaintext;
    },
    keyRequests: (signal) => keyRequests(kes, signal),
    auditLog: (signal) => auditLines(kes, signal),
  };
}

async function status(kes: HttpsJson, signal: AbortSignal): Promise<KesStatus | undefined> {
  const call = { purpose: 'read its status', method: 'GET', path: '/v1/status' } as const;
  const result = await kes.send(call, signal);
  if (result.kind === 'no-answer') return undefined;
  if (result.status !== 200) throw kesRefusal(kes, call, result);
  return parseAnswer(kes.server, { ...call, schema: StatusAnswer, body: result.body });
}

/**
 * `/v1/metrics` counts requests about keys and identities only, by outcome (KES state.go, internal/metric/metric.go).
 * A lab whose kes.yaml is older refuses the question.
 */
async function keyRequests(kes: HttpsJson, signal: AbortSignal): Promise<number | undefined> {
  const result = await kes.send({ method: 'GET', path: '/v1/metrics', timeoutMs: metricsTimeoutMs }, signal);
  if (result.kind === 'no-answer' || result.status !== 200) return undefined;
  const counts = ['success', 'error', 'failure'].map((how) =>
    sumOfMetric(result.text, `kes_http_request_${how}`),
  );
  return counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
}

async function createKey(kes: HttpsJson, name: string, signal: AbortSignal): Promise<'created' | 'exists'> {
  const call = { purpose: `create the key ${name}`, method: 'PUT', path: keyPath('create', name) } as const;
  const answer = requireAnswer(await kes.send(call, signal));
  if (isDone(answer)) return 'created';
  if (errorTexts(answer).some((text) => /key already exists/i.test(text))) return 'exists';
  throw kesRefusal(kes, call, answer);
}

async function generate(
  kes: HttpsJson,
  { key, context }: { readonly key: string; readonly context: Uint8Array },
  signal: AbortSignal,
): Promise<DataKey> {
  const call = {
    purpose: `make a data key with the key ${key}`,
    method: 'PUT',
    path: keyPath('generate', key),
  } as const;
  const answer = await callKes(kes, { ...call, body: { context: toBase64(context) } }, signal);
  return parseAnswer(kes.server, { ...call, schema: GenerateAnswer, body: answer.body });
}

function keyPath(operation: string, name: string): string {
  return `/v1/key/${operation}/${encodeURIComponent(name)}`;
}
