import type { z } from 'zod';
import type { OperationSnapshot, Progress } from '#shared/contract/progress.ts';
import { isCancelled, toWire } from '#shared/errors.ts';
import type { Clock } from './ports/clock.ts';

type Snapshot = z.infer<typeof OperationSnapshot>;

/** Ended operations that are still shown, newest last. */
const KEPT = 20;
/** Progress is told at most this often; the last state always is. */
const EVERY_MS = 80;

interface Running {
  readonly controller: AbortController;
  /** Resolves when the operation has ended, however. */
  readonly ended: Promise<void>;
}

/** The operations of this Sealab: whoever opens a page finds those that run, and can cancel them. */
export class OperationLog {
  readonly #clock: Clock;
  readonly #running = new Map<string, Running>();
  readonly #listeners = new Set<(snapshots: readonly Snapshot[]) => void>();
  #snapshots: readonly Snapshot[] = [];
  #next = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `work` as an operation. The caller's signal and `cancel` both stop it. */
  async run<T>(
    what: { readonly name: string; readonly title: string; readonly lab?: string },
    caller: { readonly signal: AbortSignal; readonly report: (progress: Progress) => void },
    work: (context: {
      readonly signal: AbortSignal;
      readonly report: (progress: Progress) => void;
    }) => Promise<T>,
  ): Promise<T> {
    const id = `${what.name}-${this.#next++}`;
    const controller = new AbortController();
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#running.set(id, { controller, ended });
    this.#put({ id, ...what, state: 'running', startedAt: this.#clock.now().toISOString() });
    let toldMs = Number.NEGATIVE_INFINITY;
    let latest: Progress | undefined;
    const tell = (progress: Progress): void => {
      toldMs = this.#clock.monotonicMs();
      caller.report(progress);
      this.#change(id, { progress, title: progress.title });
    };
    try {
      const signal = AbortSignal.any([caller.signal, controller.signal]);
      const value = await work({
        signal,
        report: (progress) => {
          latest = progress;
          if (this.#clock.monotonicMs() - toldMs >= EVERY_MS) tell(progress);
        },
      });
      if (latest !== undefined) tell(latest);
      this.#change(id, { state: 'done' });
      return value;
    } catch (thrown) {
      if (latest !== undefined) tell(latest);
      this.#change(
        id,
        isCancelled(thrown) ? { state: 'cancelled' } : { state: 'failed', error: toWire(thrown) },
      );
      throw thrown;
    } finally {
      this.#running.delete(id);
      end();
    }
  }

  /** False where nothing of that id runs. */
  cancel(id: string): boolean {
    const running = this.#running.get(id);
    running?.controller.abort();
    return running !== undefined;
  }

  /** Cancels everything that runs, and resolves when all of it has ended and was taken back. */
  async cancelAll(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { controller } of running) controller.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  get snapshots(): readonly Snapshot[] {
    return this.#snapshots;
  }

  /** Calls back with every change, and returns what stops that. */
  onChange(listener: (snapshots: readonly Snapshot[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(snapshot: Snapshot): void {
    const ended = this.#snapshots.filter((known) => known.state !== 'running').slice(-KEPT);
    this.#snapshots = [...ended, ...this.#snapshots.filter((known) => known.state === 'running'), snapshot];
    this.#tell();
  }

  #change(id: string, change: Partial<Snapshot>): void {
    this.#snapshots = this.#snapshots.map((known) => (known.id === id ? { ...known, ...change } : known));
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#snapshots);
  }
}
