import { toWire } from '#shared/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import type { JournalWriter } from './journal.ts';
import type { OperationBoard } from './operation-board.ts';

/** The run that a step belongs to. */
export interface StepRun {
  readonly run: string;
  readonly board: OperationBoard;
  readonly journal: JournalWriter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface StepWords {
  /** As on the board. */
  readonly id: string;
  /** As in the journal, where it is not the one on the board. */
  readonly step?: string;
  readonly title: string;
  /** Lines that do the same by hand; asked for when the step has ended. */
  readonly commands: () => readonly string[];
}

/** Does one step: shown on the board, and its outcome in the journal, however it ends. */
export async function runJournalled<T>(
  { run, board, journal, clock, signal }: StepRun,
  { id, step, title, commands }: StepWords,
  work: (context: OperationContext) => Promise<T>,
): Promise<T> {
  const startMs = clock.monotonicMs();
  const outcome = (thrown?: unknown): void =>
    journal.later({
      kind: 'outcome',
      at: clock.now().toISOString(),
      run,
      step: step ?? id,
      title,
      commands: commands(),
      ok: thrown === undefined,
      ms: Math.round(clock.monotonicMs() - startMs),
      ...(thrown === undefined ? {} : { error: toWire(thrown) }),
    });
  return await board.run(id, signal, async (context) => {
    try {
      const value = await work(context);
      outcome();
      return value;
    } catch (thrown) {
      outcome(thrown);
      throw thrown;
    }
  });
}
