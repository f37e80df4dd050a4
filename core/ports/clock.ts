export interface Clock {
  /** Wall clock time. */
  now(): Date;
  /** Milliseconds from an arbitrary start; never jumps with the wall clock. */
  monotonicMs(): number;
  /** Rejects with `cancelled` when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
