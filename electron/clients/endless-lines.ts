import { SealabError } from '#shared/errors.ts';
import { type HttpsAnswer, type HttpsJson, type JsonRequest, readAnswer } from './https-json.ts';
import { networkError } from './network-errors.ts';

/** A longer line is left out: memory has an end. */
const LONGEST_LINE = 4 * 1024 * 1024;

export interface EndlessRequest extends Pick<JsonRequest, 'path' | 'headers'> {
  /** The server writes at least this often; a longer silence means that it is gone. Left out where it may be silent. */
  readonly silenceMs?: number;
  /** The error for an answer that is not 200. */
  readonly refused: (answer: HttpsAnswer) => SealabError;
  /** The error for an answer that ends. */
  readonly ended: () => SealabError;
}

/**
 * The lines of an answer that never ends, on a connection of its own, in the batches in which they come; first an empty
 * batch, when the answer has begun. Blank lines are left out. Ends when the signal aborts; throws `refused`, `ended`, or
 * the server's code for a connection that breaks.
 */
export async function* endlessLines(
  endpoint: HttpsJson,
  { path, headers, silenceMs, refused, ended }: EndlessRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  if (signal.aborted) return;
  // Ends the request also when the consumer leaves the loop before the signal aborts.
  const controller = new AbortController();
  const onAbort = () => controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const response = await endpoint.open({
      method: 'GET',
      path,
      ...(headers === undefined ? {} : { headers }),
      once: true,
      signal: controller.signal,
    });
    if (response.statusCode !== 200) throw refused(await readAnswer(response));
    if (silenceMs !== undefined) response.setTimeout(silenceMs, () => response.destroy());
    yield [];
    yield* linesOf(response.setEncoding('utf8'));
    throw ended();
  } catch (thrown) {
    if (signal.aborted) return;
    throw thrown instanceof SealabError ? thrown : networkError(thrown, endpoint.server);
  } finally {
    signal.removeEventListener('abort', onAbort);
    controller.abort();
  }
}

async function* linesOf(chunks: AsyncIterable<unknown>): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) rest = '';
    const written = lines.filter((line) => line.trim() !== '');
    if (written.length > 0) yield written;
  }
}
