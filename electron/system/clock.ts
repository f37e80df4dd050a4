import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '#core/ports/clock.ts';
import { cancelledError } from '#shared/errors.ts';

/** The machine's own clock. */
export function createClock(): Clock {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    async sleep(ms, signal) {
      try {
        await delay(ms, undefined, { signal });
      } catch (thrown) {
        throw cancelledError(thrown);
      }
    },
  };
}
