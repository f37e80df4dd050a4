import { cancelledError } from '#shared/errors.ts';

/** The same values until `signal` aborts, also while the next one does not come. Throws `cancelled` then. */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, void> {
  if (signal.aborted) throw cancelledError();
  const values = source[Symbol.asyncIterator]();
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(cancelledError());
  });
  aborted.catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const next = await Promise.race([values.next(), aborted]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // A source that waits for its next value ends when it has it; nobody waits for that.
    values.return?.().catch(() => undefined);
  }
}
