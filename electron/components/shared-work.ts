import type { OperationContext, StepReport } from '#core/ports/operation-context.ts';
import { cancelledError } from '#shared/errors.ts';

interface Running<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  readonly reports: Set<(report: StepReport) => void>;
  callers: number;
  last: StepReport | undefined;
}

/**
 * Lets all callers that want the same thing share one piece of work: each gets its reports, a late one the newest at
 * once, and a caller that cancels leaves. The work itself is cancelled when its last caller left.
 */
export class SharedWork<T> {
  readonly #running = new Map<string, Running<T>>();

  async run(
    key: string,
    context: OperationContext,
    work: (context: OperationContext) => Promise<T>,
  ): Promise<T> {
    if (context.signal.aborted) throw cancelledError(context.signal.reason);
    let running = this.#running.get(key);
    while (running?.stop.signal.aborted === true) {
      // What others cancelled is no result for somebody who comes now.
      await running.result.catch(() => {});
      running = this.#running.get(key);
    }
    running ??= this.#start(key, work);
    const report = (news: StepReport): void => context.report(news);
    running.callers += 1;
    running.reports.add(report);
    if (running.last !== undefined) report(running.last);
    let leave: (() => void) | undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
      context.signal.addEventListener('abort', leave, { once: true });
    });
    try {
      await Promise.race([left, running.result]);
      if (!context.signal.aborted) return await running.result;
      if (running.callers === 1) {
        running.stop.abort(context.signal.reason);
        // The last one out waits until everything has ended.
        await running.result.catch(() => {});
      }
      throw cancelledError(context.signal.reason);
    } finally {
      running.callers -= 1;
      running.reports.delete(report);
      if (leave !== undefined) context.signal.removeEventListener('abort', leave);
    }
  }

  #start(key: string, work: (context: OperationContext) => Promise<T>): Running<T> {
    const stop = new AbortController();
    const reports = new Set<(report: StepReport) => void>();
    const report = (news: StepReport): void => {
      running.last = news;
      for (const each of reports) each(news);
    };
    const result = work({ signal: stop.signal, report }).finally(() => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    });
    const running: Running<T> = { result, stop, reports, callers: 0, last: undefined };
    this.#running.set(key, running);
    return running;
  }
}

/** Lets a few do something at once, the others in the order in which they asked. */
export class Slots {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a slot; disposing gives it back, the first time. `onWait` is called when none is free now. Throws `cancelled`. */
  async take(signal: AbortSignal, onWait?: () => void): Promise<Disposable> {
    if (signal.aborted) throw cancelledError(signal.reason);
    if (this.#free > 0) this.#free -= 1;
    else {
      onWait?.();
      await this.#wait(signal);
    }
    let isHeld = true;
    return {
      [Symbol.dispose]: () => {
        if (isHeld) this.#giveBack();
        isHeld = false;
      },
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const onTurn = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(onTurn), 1);
        reject(cancelledError(signal.reason));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(onTurn);
    });
  }

  #giveBack(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
