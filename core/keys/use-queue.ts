import type { z } from 'zod';
import type { KeyUse, KeyUses } from '#shared/contract/keys.ts';
import type { Clock } from '../ports/clock.ts';

const EVERY_MS = 100;
/** Uses in one chunk. */
const MOST_AT_ONCE = 500;
/** Uses that wait for a reader: four seconds at 2,000 a second. */
const MOST_WAITING = 8_000;

/** Uses on their way to one reader: in order, in batches, bounded. */
export class UseQueue {
  #waiting: KeyUse[] = [];
  #lost = 0;

  add(uses: readonly KeyUse[], lost: number): void {
    this.#lost += lost;
    this.#waiting.push(...uses);
    const over = this.#waiting.length - MOST_WAITING;
    if (over <= 0) return;
    this.#waiting = this.#waiting.slice(over);
    this.#lost += over;
  }

  /** Writes what waits at most ten times a second, in chunks, until the signal aborts. */
  async drain({
    clock,
    signal,
    write,
  }: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly write: (uses: z.infer<typeof KeyUses>) => Promise<void>;
  }): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(EVERY_MS, signal).catch(() => undefined);
      while (!signal.aborted && (this.#waiting.length > 0 || this.#lost > 0)) {
        const uses = this.#waiting.slice(0, MOST_AT_ONCE);
        this.#waiting = this.#waiting.slice(MOST_AT_ONCE);
        const lost = this.#lost;
        this.#lost = 0;
        await write({ uses, lost });
      }
    }
  }
}
