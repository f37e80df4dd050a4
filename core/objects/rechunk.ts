import { joinBytes } from '../bytes.ts';

/** The same bytes in pieces of at least `bytes`, the last one shorter; none for nothing. */
export async function* rechunk(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < bytes) continue;
    yield joinBytes(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield joinBytes(waiting);
}
