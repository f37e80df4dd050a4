import { cancelledError } from '#shared/errors.ts';

/** The value, or `cancelled` as soon as the signal aborts, even while the value hangs. */
export async function unlessAborted<T>(value: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return value;
  if (signal.aborted) throw cancelledError(signal.reason);
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(cancelledError(signal.reason));
    signal.addEventListener('abort', fail, { once: true });
    stopListening = () => signal.removeEventListener('abort', fail);
  });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    stopListening();
  }
}
