import { SealabError } from '#shared/errors.ts';
import { endlessLines } from './endless-lines.ts';
import type { HttpsAnswer, HttpsJson } from './https-json.ts';
import { kesRefusal } from './kes-calls.ts';

const call = { purpose: 'read the audit log', method: 'GET', path: '/v1/log/audit' } as const;

/**
 * KES's audit log, one JSON document per line (`GET /v1/log/audit`, endless), on a connection of its own. The headers
 * come with the first event, so there is no time limit. Ends when the signal aborts; throws `kes-error` if KES ends it.
 *
 * KES 0.24.0 never sends a line: its event counter swallows them (internal/metric/metric.go, eventCounterWriter.Write).
 * KES 0.23 and 0.24 record key create, import and delete only; the same records are on KES's standard output.
 */
export async function* auditLines(kes: HttpsJson, signal: AbortSignal): AsyncGenerator<string> {
  const request = {
    path: call.path,
    refused: (answer: HttpsAnswer) => kesRefusal(kes, call, answer),
    ended: () => ended(kes),
  };
  for await (const lines of endlessLines(kes, request, signal)) yield* lines;
}

function ended(kes: HttpsJson): SealabError {
  return new SealabError('kes-error', `KES at ${kes.server.url} ended its audit log.`, {
    fix: 'Check that KES still runs, then open the log again.',
    details: { evidence: ['the stream ended'], unreachable: true },
  });
}
