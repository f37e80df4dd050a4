import { isCancelled, toWire } from '#shared/errors.ts';
import type { LabFolder } from '../ports/lab-store.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import { JournalWriter } from './journal.ts';
import { runJournalled, type StepWords } from './journalled-step.ts';
import type { LabPorts } from './lab-ports.ts';
import type { OperationBoard } from './operation-board.ts';
import { runId } from './run-context.ts';

/** A step as the command log shows it. */
export interface JournalledStep extends Omit<StepWords, 'commands'> {
  readonly commands: readonly string[];
}

/** Does one step: shown on the board, and its outcome in the journal, however it ends. */
export type DoStep = <T>(step: JournalledStep, work: (context: OperationContext) => Promise<T>) => Promise<T>;

export interface Journalled {
  readonly ports: LabPorts;
  readonly folder: LabFolder;
  readonly board: OperationBoard;
  readonly signal: AbortSignal;
  /**
   * Names an operation on the lab as a whole, which decides how the lab stands: the journal gets its begin and its end.
   * One that was cancelled has no end. Left out for an action on a service.
   */
  readonly operation?: string;
}

/** Runs the steps of `work` and writes the lab's journal. What went wrong first is thrown, also where it cannot be written. */
export async function journalledRun<T>(
  { ports, folder, board, signal, operation }: Journalled,
  work: (doStep: DoStep) => Promise<T>,
): Promise<T> {
  const { clock } = ports;
  const journal = new JournalWriter(folder);
  const run = runId(ports);
  const at = (): string => clock.now().toISOString();
  const errorOf = (thrown: unknown) => (thrown === undefined ? {} : { error: toWire(thrown) });

  const doStep: DoStep = async (step, act) =>
    await runJournalled(
      { run, board, journal, clock, signal },
      { ...step, commands: () => step.commands },
      act,
    );

  if (operation !== undefined) journal.later({ kind: 'begin', at: at(), run, operation });
  try {
    const value = await work(doStep);
    if (operation !== undefined) journal.later({ kind: 'end', at: at(), run, ok: true });
    await journal.flush();
    return value;
  } catch (thrown) {
    if (operation !== undefined && !isCancelled(thrown))
      journal.later({ kind: 'end', at: at(), run, ok: false, ...errorOf(thrown) });
    await journal.flush().catch(() => undefined);
    throw thrown;
  }
}
