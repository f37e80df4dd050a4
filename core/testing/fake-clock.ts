import { cancelledError } from '#shared/errors.ts';
import type { Clock } from '../ports/clock.ts';

const SLEEP_LIMIT = 200_000;

/** Virtual time: a sleep ends at once and moves the clock. Throws where something sleeps for ever. */
export class FakeClock implements Clock {
  #elapsedMs = 0;
  #sleeps = 0;
  #startMs: number;

  constructor(start = '2026-11-21T10:00:00.000Z') {
    this.#startMs = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#startMs + this.#elapsedMs);
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  /** The clock on the wall is set, or the machine slept: time that no work took. */
  jumpWall(ms: number): void {
    this.#startMs += ms;
  }

  /** Moves the time without a sleep. */
  advance(ms: number): void {
    this.#elapsedMs += ms;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw cancelledError(signal.reason);
    this.#sleeps += 1;
    if (this.#sleeps > SLEEP_LIMIT)
      throw new Error(`The fake clock slept ${SLEEP_LIMIT} times: something waits for ever.`);
    this.#elapsedMs += ms;
    await Promise.resolve();
    if (signal.aborted) throw cancelledError(signal.reason);
  }
}
