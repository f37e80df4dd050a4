import { setTimeout as sleep } from 'node:timers/promises';
import { cancelledError } from '#shared/errors.ts';

/** One signal for "the caller gave up" and "it took too long", and which of the two it was. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  timedOut(): boolean;
}

/** Starts a time limit on top of the caller's signal. Dispose it: the limit's timer and listener live until then. */
export function startDeadline(signal: AbortSignal, timeoutMs: number): Deadline {
  const controller = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  const onAbort = () => controller.abort();
  if (signal.aborted) controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    timedOut: () => timedOut && !signal.aborted,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** A signal that aborts `graceMs` after the caller's, for what is better ended than cut off. Dispose it. */
export function startGrace(
  signal: AbortSignal,
  graceMs: number,
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => controller.abort(signal.reason), graceMs);
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Waits. Throws `cancelled` when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (thrown) {
    throw cancelledError(thrown);
  }
}
