import { cancelledError } from '../errors.ts';

/** Counts the chunks a client has room for and hands out sequence numbers, 0, 1, 2, … */
export class StreamCredit {
  #credit = 0;
  #next = 0;
  /** Callers that wait for room, the first come first served. */
  #waiting: (() => void)[] = [];
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener(
      'abort',
      () => {
        for (const wake of this.#waiting.splice(0)) wake();
      },
      { once: true },
    );
  }

  add(count: number): void {
    this.#credit += count;
    while (this.#credit > 0) {
      const wake = this.#waiting.shift();
      if (wake === undefined) return;
      this.#credit -= 1;
      wake();
    }
  }

  /** Waits for room and returns the sequence number of the next chunk. Throws `cancelled` when the stream ends. */
  async take(): Promise<number> {
    if (this.#signal.aborted) throw cancelledError();
    // Everybody waits at least one turn, so that a newcomer does not overtake one who was woken just now.
    await new Promise<void>((resolve) => {
      if (this.#credit === 0) {
        this.#waiting.push(resolve);
        return;
      }
      this.#credit -= 1;
      resolve();
    });
    if (this.#signal.aborted) throw cancelledError();
    return this.#next++;
  }
}
