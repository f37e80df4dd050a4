import type { Progress, StepProgress } from '#shared/contract/progress.ts';
import { isCancelled, toWire } from '#shared/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { OperationContext, StepReport } from '../ports/operation-context.ts';

export interface BoardStep {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly weight: number;
}

/** The steps of one running operation, and the whole snapshot of them for whoever looks. */
export class OperationBoard {
  readonly #title: string;
  readonly #clock: Clock;
  readonly #publish: (progress: Progress) => void;
  readonly #startMs: number;
  readonly #weights = new Map<string, number>();
  #steps: StepProgress[] = [];

  constructor(title: string, clock: Clock, publish: (progress: Progress) => void) {
    this.#title = title;
    this.#clock = clock;
    this.#publish = publish;
    this.#startMs = clock.monotonicMs();
  }

  show(steps: readonly BoardStep[]): void {
    for (const step of steps) {
      this.#weights.set(step.id, step.weight);
      this.#steps.push({ id: step.id, title: step.title, group: step.group, state: 'waiting' });
    }
    this.#changed();
  }

  begin(id: string): void {
    this.#update(id, { state: 'running', startMs: this.#elapsedMs() });
  }

  report(id: string, report: StepReport): void {
    this.#update(id, { ...report });
  }

  done(id: string): void {
    this.#update(id, { state: 'done', endMs: this.#elapsedMs() });
  }

  failed(id: string, thrown: unknown): void {
    this.#update(
      id,
      isCancelled(thrown)
        ? { state: 'cancelled', endMs: this.#elapsedMs() }
        : { state: 'failed', endMs: this.#elapsedMs(), error: toWire(thrown) },
    );
  }

  /** Does `work` as a step that was shown: what it returns or throws ends the step. */
  async run<T>(id: string, signal: AbortSignal, work: (context: OperationContext) => Promise<T>): Promise<T> {
    this.begin(id);
    try {
      const value = await work({ signal, report: (report) => this.report(id, report) });
      this.done(id);
      return value;
    } catch (thrown) {
      this.failed(id, thrown);
      throw thrown;
    }
  }

  /** Milliseconds of each finished step, and `total`. */
  timings(): Record<string, number> {
    const timings: Record<string, number> = {};
    for (const step of this.#steps) {
      if (step.startMs !== undefined && step.endMs !== undefined)
        timings[step.id] = Math.round(step.endMs - step.startMs);
    }
    return { ...timings, total: Math.round(this.#elapsedMs()) };
  }

  snapshot(): Progress {
    let done = 0;
    let all = 0;
    for (const step of this.#steps) {
      const weight = this.#weights.get(step.id) ?? 1;
      all += weight;
      done += weight * shareOf(step);
    }
    return {
      title: this.#title,
      steps: this.#steps,
      fraction: all === 0 ? 0 : Math.min(1, done / all),
      elapsedMs: this.#elapsedMs(),
    };
  }

  #update(id: string, change: Partial<StepProgress>): void {
    this.#steps = this.#steps.map((step) => (step.id === id ? { ...step, ...change } : step));
    this.#changed();
  }

  #changed(): void {
    this.#publish(this.snapshot());
  }

  #elapsedMs(): number {
    return this.#clock.monotonicMs() - this.#startMs;
  }
}

function shareOf(step: StepProgress): number {
  if (step.state === 'done') return 1;
  if (step.state !== 'running' || step.total === undefined || step.total === 0) return 0;
  return Math.min(1, (step.done ?? 0) / step.total);
}
