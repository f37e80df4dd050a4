import type { OperationLog } from '../operations.ts';
import type { Clock } from '../ports/clock.ts';

/** How often a watched state is looked at again when nothing was done. */
const POLL_MS = 5_000;

/**
 * Publishes a snapshot now, after every operation that begins or ends, and every 5 s, until the signal aborts. Equal
 * snapshots are published once. Nothing is polled while nobody watches.
 */
export async function watch<T>(
  source: { readonly clock: Clock; readonly operations: OperationLog; readonly look: () => Promise<T> },
  context: { readonly signal: AbortSignal; readonly publish: (value: T) => void },
): Promise<void> {
  let last = '';
  while (!context.signal.aborted) {
    const before = states(source.operations);
    const value = await source.look();
    const text = JSON.stringify(value);
    if (text !== last && !context.signal.aborted) context.publish(value);
    last = text;
    await pause({ ...source, before }, context.signal);
  }
}

function states(operations: OperationLog): string {
  return operations.snapshots.map((snapshot) => `${snapshot.id} ${snapshot.state}`).join();
}

/** Waits for 5 s or until the states of operations are others than `before` the look, whichever is first. */
async function pause(
  {
    clock,
    operations,
    before,
  }: { readonly clock: Clock; readonly operations: OperationLog; readonly before: string },
  signal: AbortSignal,
): Promise<void> {
  if (states(operations) !== before) return;
  const wake = new AbortController();
  const stop = operations.onChange(() => {
    if (states(operations) !== before) wake.abort();
  });
  try {
    await clock.sleep(POLL_MS, AbortSignal.any([signal, wake.signal]));
  } catch {
    // Woken up: by an operation, or because nobody watches any more.
  } finally {
    stop();
  }
}
