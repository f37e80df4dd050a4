import { SealabError } from '#shared/errors.ts';
import { type HttpsJson, readAnswer } from './https-json.ts';
import { kesRefusal } from './kes-calls.ts';
import { networkError } from './network-errors.ts';

const call = { purpose: 'read the audit log', method: 'GET', path: '/v1/log/audit' } as const;

/**
 * KES's audit log, one JSON document per line (`GET /v1/log/audit`, endless), on a connection of its own. The headers
 * come with the first event, so there is no time limit. Ends when the signal aborts; throws `kes-error` if KES ends it.
 *
 * KES 0.24.0 never sends a line: its event counter swallows them (internal/metric/metric.go, eventCounterWriter.Write).
 * KES 0.23 and 0.24 record key create, import and delete only; the same records are on KES's standard output.
 */
export async function* auditLines(kes: HttpsJson, signal: AbortSignal): AsyncGenerator<string> {
  if (signal.aborted) return;
  // Ends the request also when the consumer leaves the loop before the signal aborts.
  const controller = new AbortController();
  const onAbort = () => controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const response = await kes.open({ ...call, signal: controller.signal, once: true });
    if (response.statusCode !== 200) throw kesRefusal(kes, call, await readAnswer(response));
    yield* linesOf(response.setEncoding('utf8'));
    throw ended(kes);
  } catch (thrown) {
    if (signal.aborted) return;
    throw thrown instanceof SealabError ? thrown : networkError(thrown, kes.server);
  } finally {
    signal.removeEventListener('abort', onAbort);
    controller.abort();
  }
}

async function* linesOf(chunks: AsyncIterable<unknown>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line.trim() !== '');
  }
}

function ended(kes: HttpsJson): SealabError {
  return new SealabError('kes-error', `KES at ${kes.server.url} ended its audit log.`, {
    fix: 'Check that KES still runs, then open the log again.',
    details: { evidence: ['the stream ended'], unreachable: true },
  });
}
