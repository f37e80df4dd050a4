import type { OperationContext } from '../ports/operation-context.ts';
import type { LabPorts } from './lab-ports.ts';
import { type BoardStep, OperationBoard } from './operation-board.ts';
import type { RunContext } from './run-context.ts';

export interface OneStep {
  readonly ports: Pick<LabPorts, 'clock'>;
  /** Of the operation; the step's own where it is left out. */
  readonly title?: string;
  readonly step: Omit<BoardStep, 'weight'>;
}

/** Does `work` as an operation with one step, shown from its begin to its end, however it ends. */
export async function runOneStep<T>(
  { ports, title, step }: OneStep,
  context: RunContext,
  work: (context: OperationContext) => Promise<T>,
): Promise<T> {
  const board = new OperationBoard(title ?? step.title, ports.clock, context.report);
  board.show([{ ...step, weight: 1 }]);
  return await board.run(step.id, context.signal, work);
}
