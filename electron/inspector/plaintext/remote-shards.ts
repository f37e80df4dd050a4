import { fromWire } from '#shared/errors.ts';
import type { OpenerMessage, OpenerReport } from './messages.ts';

const CHUNK_BYTES = 524_288;

type Answer = Extract<OpenerMessage, { readonly kind: 'taken' | 'not-taken' }>;
interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Shards that only the main thread can read, such as those of a Docker volume. */
export class RemoteShards {
  readonly #post: (report: OpenerReport) => void;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;

  constructor(post: (report: OpenerReport) => void) {
    this.#post = post;
  }

  /** The bytes of one source, asked for one chunk ahead. */
  async *read(source: number): AsyncGenerator<Uint8Array> {
    let next = this.#take(source);
    for (;;) {
      const bytes = await next;
      if (bytes.length < CHUNK_BYTES) {
        yield bytes;
        return;
      }
      next = this.#take(source);
      // Looked at in the next turn; until then nobody waits for it.
      next.catch(() => undefined);
      yield bytes;
    }
  }

  answer(message: Answer): void {
    const waiting = this.#waiting.get(message.request);
    this.#waiting.delete(message.request);
    if (message.kind === 'taken') waiting?.resolve(message.bytes);
    else waiting?.reject(fromWire(message.error));
  }

  #take(source: number): Promise<Uint8Array> {
    const request = this.#requests;
    this.#requests += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.#post({ kind: 'take', request, source, bytes: CHUNK_BYTES });
    });
  }
}
