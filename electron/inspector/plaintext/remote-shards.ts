import { fromWire } from '#shared/errors.ts';
import type { OpenerMessage, OpenerReport } from './messages.ts';

const CHUNK_BYTES = 524_288;

type Answer = Extract<OpenerMessage, { readonly kind: 'fed' | 'not-fed' }>;
interface Waiting {
  readonly resolve: (length: number) => void;
  readonly reject: (error: Error) => void;
}

/** Shards that only the main thread can read, such as those of a Docker volume. It writes them into shared memory. */
export class RemoteShards {
  readonly #post: (report: OpenerReport) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #free: SharedArrayBuffer[] = [];
  #requests = 0;

  constructor(post: (report: OpenerReport) => void) {
    this.#post = post;
  }

  /** The bytes of one source, asked for one chunk ahead; each to be used before the next. */
  async *read(source: number): AsyncGenerator<Uint8Array> {
    let memory = this.#memory();
    let ahead = this.#memory();
    let coming = this.#ask(source, memory);
    try {
      for (;;) {
        const length = await coming;
        if (length < CHUNK_BYTES) {
          yield new Uint8Array(memory, 0, length);
          return;
        }
        coming = this.#ask(source, ahead);
        // Looked at in the next turn; until then nobody waits for it.
        coming.catch(() => undefined);
        yield new Uint8Array(memory);
        [memory, ahead] = [ahead, memory];
      }
    } finally {
      // What was asked for may still be written: it must not be given to another before.
      await coming.catch(() => undefined);
      this.#free.push(memory, ahead);
    }
  }

  answer(message: Answer): void {
    const waiting = this.#waiting.get(message.request);
    this.#waiting.delete(message.request);
    if (message.kind === 'fed') waiting?.resolve(message.length);
    else waiting?.reject(fromWire(message.error));
  }

  #memory(): SharedArrayBuffer {
    return this.#free.pop() ?? new SharedArrayBuffer(CHUNK_BYTES);
  }

  #ask(source: number, into: SharedArrayBuffer): Promise<number> {
    const request = this.#requests;
    this.#requests += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.#post({ kind: 'feed', request, source, into });
    });
  }
}
