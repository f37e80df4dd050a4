import { cancelledError } from '#shared/errors.ts';
import type { Clock } from '../ports/clock.ts';

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is moved: for what polls, or works in beats. */
export class ManualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #elapsedMs = 0;

  now(): Date {
    return new Date(Date.parse('2026-11-21T10:00:00.000Z') + this.#elapsedMs);
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  /** How many sleeps wait now. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Moves the time, wakes whoever has slept enough, and lets what follows from it happen. */
  async advance(ms: number): Promise<void> {
    this.#elapsedMs += ms;
    for (const sleeper of this.#sleepers) if (sleeper.untilMs <= this.#elapsedMs) sleeper.wake();
    await settle();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw cancelledError(signal.reason);
    await new Promise<void>((resolve, reject) => {
      const sleeper: Sleeper = {
        untilMs: this.#elapsedMs + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(cancelledError(signal.reason));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}
