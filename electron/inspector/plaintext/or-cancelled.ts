import { cancelledError } from '#shared/errors.ts';

/** What `work` gives, or `cancelled` as soon as the signal says so, whatever the work waits for. */
export async function orCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let cancel = (): void => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(cancelledError(signal.reason));
  });
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
