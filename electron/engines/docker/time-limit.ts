/** Why a `TimeLimit` aborted: the engine did not finish in time. */
export class LimitReached extends Error {
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`not finished within ${limitMs / 1000} s`);
    this.limitMs = limitMs;
  }
}

/** A signal that aborts with `LimitReached` after a while, unless it was disposed of before. */
export class TimeLimit implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(limitMs: number) {
    this.#timer = setTimeout(() => this.#controller.abort(new LimitReached(limitMs)), limitMs).unref();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

/** For calls that dockerode gives no signal to: what they wait for is left alone when the signal aborts. Throws its reason. */
export async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = new Promise<never>((_resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true, signal: stop.signal });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}
