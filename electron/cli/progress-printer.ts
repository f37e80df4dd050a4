import type { Progress, StepProgress } from '#shared/contract/progress.ts';
import { formatBytes, formatDuration } from './text.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
}

/** How often a long step says that it goes on, where lines cannot be rewritten. */
const REMIND_MS = 15_000;

/** Prints an operation to a terminal: one line for each step that ends, and on a real terminal one line that moves. */
export class ProgressPrinter {
  readonly #out: Terminal;
  readonly #printed = new Set<string>();
  readonly #reminded = new Map<string, number>();
  #hasLiveLine = false;
  #title = '';

  constructor(out: Terminal) {
    this.#out = out;
  }

  update(progress: Progress): void {
    if (progress.title !== this.#title) {
      this.#title = progress.title;
      this.#printed.clear();
      this.#line(progress.title);
    }
    for (const step of progress.steps) {
      if (step.state === 'waiting' || step.state === 'running' || this.#printed.has(step.id)) continue;
      this.#printed.add(step.id);
      this.#line(
        `  ${MARKS[step.state]} ${step.title}${step.detail === undefined ? '' : `: ${step.detail}`}${took(step)}`,
      );
    }
    const running = progress.steps.filter((step) => step.state === 'running');
    if (this.#out.isTTY === true) this.#live(progress, running);
    else this.#remind(progress, running);
  }

  end(): void {
    this.#clear();
  }

  #live(progress: Progress, running: readonly StepProgress[]): void {
    this.#clear();
    if (running.length === 0) return;
    const text = `  ${Math.floor(progress.fraction * 100)}%  ${running.map(describe).join(' · ')}`;
    this.#out.write(text.slice(0, (this.#out.columns ?? 80) - 1));
    this.#hasLiveLine = true;
  }

  #remind(progress: Progress, running: readonly StepProgress[]): void {
    for (const step of running) {
      const last = this.#reminded.get(step.id) ?? step.startMs ?? progress.elapsedMs;
      this.#reminded.set(step.id, last);
      if (progress.elapsedMs - last < REMIND_MS) continue;
      this.#reminded.set(step.id, progress.elapsedMs);
      this.#line(`  … ${describe(step)}`);
    }
  }

  #line(text: string): void {
    this.#clear();
    this.#out.write(`${text}\n`);
  }

  #clear(): void {
    if (this.#hasLiveLine) this.#out.write('\r\u001B[K');
    this.#hasLiveLine = false;
  }
}

const MARKS = { done: '✔', failed: '✘', cancelled: '◌' } as const;

function describe(step: StepProgress): string {
  const count =
    step.total === undefined
      ? ''
      : step.unit === 'bytes'
        ? ` ${formatBytes(step.done ?? 0)} of ${formatBytes(step.total)}`
        : ` ${step.done ?? 0} of ${step.total}`;
  return `${step.title}${step.detail === undefined ? '' : `: ${step.detail}`}${count}`;
}

function took(step: StepProgress): string {
  return step.startMs === undefined || step.endMs === undefined
    ? ''
    : ` (${formatDuration(step.endMs - step.startMs)})`;
}
