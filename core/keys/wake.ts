import type { Clock } from '../ports/clock.ts';

/** A bell that one loop waits for; rung before the wait, it ends the wait at once. */
export class Wake {
  #isRung = false;
  #ring = (): void => undefined;

  ring(): void {
    this.#isRung = true;
    this.#ring();
  }

  /** Resolves when rung, after `ms`, or when the signal aborts. */
  async wait(clock: Clock, ms: number | undefined, signal: AbortSignal): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      const rung = new AbortController();
      const end = AbortSignal.any([signal, rung.signal]);
      this.#ring = () => rung.abort();
      if (ms === undefined) {
        if (!end.aborted)
          await new Promise<void>((resolve) =>
            end.addEventListener('abort', () => resolve(), { once: true }),
          );
      } else await clock.sleep(ms, end).catch(() => undefined);
      this.#ring = () => undefined;
    }
    this.#isRung = false;
  }
}
