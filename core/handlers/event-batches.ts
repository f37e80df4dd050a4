import type { Event } from '../events/event.ts';
import type { Clock } from '../ports/clock.ts';

const EVERY_MS = 100;
const MOST = 500;

/**
 * Collects events and writes them in batches: at most ten chunks a second. When the reader is slower than the
 * services, the oldest are dropped, and a gap in their place says how many. A failure of one side ends the other.
 */
export async function batch(
  {
    clock,
    signal,
    write,
  }: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly write: (events: Event[]) => Promise<void>;
  },
  produce: (emit: (event: Event) => void, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const end = AbortSignal.any([signal, over.signal]);
  let waiting: Event[] = [];
  let dropped = 0;
  let lastDroppedAt = '';
  const producing = produce((event) => {
    if (waiting.length >= MOST) {
      lastDroppedAt = waiting.shift()?.at ?? '';
      dropped += 1;
    }
    waiting.push(event);
  }, end);
  const writing = (async () => {
    while (!end.aborted) {
      await clock.sleep(EVERY_MS, end).catch(() => undefined);
      if (waiting.length === 0 || end.aborted) continue;
      const events = dropped === 0 ? waiting : [gap(dropped, lastDroppedAt), ...waiting];
      waiting = [];
      dropped = 0;
      await write(events);
    }
  })();
  try {
    await Promise.all([producing, writing]);
  } finally {
    over.abort();
  }
}

function gap(lost: number, at: string): Event {
  return {
    at,
    source: 'log',
    service: 'sealab',
    text: `${lost} events were not shown: they came faster than they were read`,
    level: 'warning',
    heartbeat: false,
    lost,
  };
}
