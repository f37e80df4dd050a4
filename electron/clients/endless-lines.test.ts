import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { type EndlessRequest, endlessLines } from './endless-lines.ts';
import { HttpsJson } from './https-json.ts';
import { startLocalServer } from './testing/local-server.ts';
import { localTrust } from './testing/local-trust.ts';

const { signal } = new AbortController();
const request: EndlessRequest = {
  path: '/lines',
  refused: ({ status }) => new SealabError('unauthorized', `status ${status}`),
  ended: () => new SealabError('s3-error', 'It ended.'),
};

const { ca, pair } = await localTrust();
/** The batches that come, and the code of the error that ends them. */
async function readAll(
  listener: RequestListener,
  options: {
    readonly silenceMs?: number;
    readonly signal?: AbortSignal;
    readonly onBatch?: (lines: readonly string[]) => void;
  } = {},
): Promise<{ readonly batches: readonly (readonly string[])[]; readonly code: string | undefined }> {
  await using server = await startLocalServer(pair, listener);
  using endpoint = new HttpsJson({
    server: { title: 'MinIO', url: server.url, errorCode: 's3-error' },
    caPem: ca.certificatePem,
  });
  const batches: (readonly string[])[] = [];
  const { signal: until = signal, onBatch, ...rest } = options;
  try {
    for await (const lines of endlessLines(endpoint, { ...request, ...rest }, until)) {
      batches.push(lines);
      onBatch?.(lines);
    }
    return { batches, code: undefined };
  } catch (thrown) {
    return { batches, code: thrown instanceof SealabError ? thrown.code : 'not ours' };
  }
}

describe('an answer that never ends', () => {
  it('begins with an empty batch, and has no other and no blank line', async () => {
    const parts = ['  ', '\n \n', '{"a":', '1}\n{"b"', ':2}\n'];
    const read = await readAll((_request, response) => {
      response.writeHead(200).flushHeaders();
      parts.forEach((part, index) => setTimeout(() => response.write(part), 20 * index));
      setTimeout(() => response.end(), 20 * parts.length);
    });
    expect(read.batches[0]).toEqual([]);
    expect(read.batches.slice(1).every((lines) => lines.length > 0)).toBe(true);
    expect(read.batches.flat()).toEqual(['{"a":1}', '{"b":2}']);
    expect(read.code).toBe('s3-error');
  });

  it('leaves out a line that has no end, and goes on behind it', async () => {
    const read = await readAll((_request, response) => {
      response.write('x'.repeat(5 * 1024 * 1024), () => setTimeout(() => response.end('\n{"a":1}\n'), 50));
    });
    expect(read.batches.flat().at(-1)).toBe('{"a":1}');
    expect(Math.max(...read.batches.flat().map(({ length }) => length))).toBeLessThan(5 * 1024 * 1024);
  });

  it('that is refused is the error of whoever asks', async () => {
    const read = await readAll((_request, response) => response.writeHead(403).end());
    expect(read).toEqual({ batches: [], code: 'unauthorized' });
  });

  it('and falls silent is an error where the server ought to write', async () => {
    const read = await readAll((_request, response) => response.write('{}\n'), { silenceMs: 1_000 });
    expect(read).toEqual({ batches: [[], ['{}']], code: 's3-error' });
  });

  it('ends without an error when the signal aborts', async () => {
    const controller = new AbortController();
    const read = await readAll((_request, response) => response.write('{}\n'), {
      signal: controller.signal,
      onBatch: (lines) => {
        if (lines.length > 0) controller.abort();
      },
    });
    expect(read).toEqual({ batches: [[], ['{}']], code: undefined });
  });
});
