import { cancelledError, SealabError } from '../errors.ts';

/** Chunks of one upload that may wait for its handler. */
export const UPLOAD_WINDOW = 8;

export interface UploadInboxOptions {
  readonly signal: AbortSignal;
  /** Tells the caller that there is room for so many more chunks. */
  readonly grant: (count: number) => void;
  /** Turns what came into a chunk; throws on anything else. */
  readonly parse: (value: unknown) => unknown;
}

/** The receiving half of an upload: keeps the order, bounds what waits, and gives the handler chunk after chunk. */
export class UploadInbox {
  readonly #options: UploadInboxOptions;
  readonly #waiting: unknown[] = [];
  #next = 0;
  #room = 0;
  #hasEnded = false;
  #failure: SealabError | undefined;
  #wake: () => void = () => {};

  constructor(options: UploadInboxOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** Lets the caller begin. */
  open(): void {
    this.#grant(UPLOAD_WINDOW);
  }

  /** Takes one chunk. Throws `protocol` for one out of turn, beyond the credit or after the end, and what `parse` throws. */
  receive(sequence: number, value: unknown): void {
    if (this.#hasEnded) throw outOfTurn('a chunk came after the end');
    if (sequence !== this.#next) throw outOfTurn(`chunk ${sequence} came, and ${this.#next} is the next`);
    if (this.#room === 0) throw outOfTurn('a chunk came that nobody had room for');
    this.#waiting.push(this.#options.parse(value));
    this.#next += 1;
    this.#room -= 1;
    this.#wake();
  }

  /** Everything was sent. Throws `protocol` the second time. */
  end(): void {
    if (this.#hasEnded) throw outOfTurn('the end came twice');
    this.#hasEnded = true;
    this.#wake();
  }

  /** Ends the chunks with an error, whatever still waits. */
  fail(error: SealabError): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** The error that `fail` was given. */
  get failure(): SealabError | undefined {
    return this.#failure;
  }

  /** What the caller sends, in order. Throws `cancelled` once the signal is aborted. For one reader. */
  async *chunks(): AsyncGenerator<unknown, void, void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#options.signal.aborted) throw cancelledError();
      if (this.#waiting.length > 0) {
        const chunk = this.#waiting.shift();
        if (!this.#hasEnded) this.#grant(1);
        yield chunk;
      } else if (this.#hasEnded) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #grant(count: number): void {
    this.#room += count;
    this.#options.grant(count);
  }
}

function outOfTurn(what: string): SealabError {
  return new SealabError('protocol', `The upload is not in order: ${what}.`, {
    fix: 'Send it again. If it stays, reload the page: it may belong to another version.',
  });
}
