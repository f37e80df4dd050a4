import type { ClientFrame } from './frames.ts';

/** Chunks that a stream may have under way before the reader has taken them. */
const STREAM_WINDOW = 32;

export interface StreamTakerOptions {
  readonly send: (frame: ClientFrame) => void;
  /** Called with what a listener's promise rejects with. */
  readonly onRefused: (id: number, thrown: unknown) => void;
}

/** The receiving half of one stream: the other side gets room for more chunks as the reader takes them. */
export class StreamTaker {
  readonly #options: StreamTakerOptions;
  readonly #taking = new Set<Promise<void>>();
  #taken = 0;

  constructor(options: StreamTakerOptions) {
    this.#options = options;
  }

  /** Call `id` is sent: there is room for the first chunks. */
  begin(id: number): void {
    this.#options.send({ type: 'credit', id, count: STREAM_WINDOW });
  }

  /** A chunk of call `id` was given to a listener; one that returns a promise has taken it when that resolves. */
  take(id: number, answer: unknown): void {
    if (!(answer instanceof Promise)) {
      this.#count(id);
      return;
    }
    const taking: Promise<void> = answer.then(() => {
      this.#taking.delete(taking);
      this.#count(id);
    });
    this.#taking.add(taking);
    taking.catch((thrown: unknown) => this.#options.onRefused(id, thrown));
  }

  /** Resolves when every chunk is taken. Rejects with what a listener's promise rejects with. */
  async taken(): Promise<void> {
    await Promise.all(this.#taking);
  }

  #count(id: number): void {
    this.#taken += 1;
    if (this.#taken % (STREAM_WINDOW / 2) === 0)
      this.#options.send({ type: 'credit', id, count: STREAM_WINDOW / 2 });
  }
}
