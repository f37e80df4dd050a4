import { StreamCredit } from './credit.ts';
import type { ClientFrame } from './frames.ts';

export interface UploadSenderOptions {
  readonly chunks: AsyncIterable<unknown>;
  /** Aborted by the caller who gives up. */
  readonly signal: AbortSignal | undefined;
  readonly send: (frame: ClientFrame) => void;
}

/** The sending half of one upload: never more chunks than the other side has room for. */
export class UploadSender {
  readonly #options: UploadSenderOptions;
  readonly #ended = new AbortController();
  readonly #stop: AbortSignal;
  readonly #credit: StreamCredit;

  constructor(options: UploadSenderOptions) {
    const ended = this.#ended.signal;
    this.#options = options;
    this.#stop = options.signal === undefined ? ended : AbortSignal.any([ended, options.signal]);
    this.#credit = new StreamCredit(this.#stop);
  }

  /** There is room for so many more chunks. */
  addCredit(count: number): void {
    this.#credit.add(count);
  }

  /** The call has ended: nothing more is sent, and the chunks that are left are let go. */
  stop(): void {
    this.#ended.abort();
  }

  /** Sends everything as call `id`. Throws what the chunks throw, unless the upload was stopped before. */
  async sendAll(id: number): Promise<void> {
    const { chunks, send } = this.#options;
    try {
      for await (const value of chunks) {
        const sequence = await this.#credit.take();
        send({ type: 'chunk', id, sequence, value });
      }
      if (!this.#stop.aborted) send({ type: 'end', id });
    } catch (thrown) {
      if (!this.#stop.aborted) throw thrown;
    }
  }
}
