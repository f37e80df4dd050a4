import { cancelledError } from '../errors.ts';

/** Counts the chunks a client has room for and hands out sequence numbers, 0, 1, 2, … */
export class StreamCredit {
  #credit = 0;
  #next = 0;
  #wake: (() => void) | undefined;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  add(count: number): void {
    this.#credit += count;
    this.#wake?.();
  }

  /** Waits for room and returns the sequence number of the next chunk. Throws `cancelled` when the stream ends. */
  async take(): Promise<number> {
    while (this.#credit === 0) {
      if (this.#signal.aborted) throw cancelledError();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    if (this.#signal.aborted) throw cancelledError();
    this.#credit -= 1;
    return this.#next++;
  }
}
