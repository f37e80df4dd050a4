import type { ProofView } from '#shared/contract/labs.ts';
import { isCancelled, toWire } from '#shared/errors.ts';
import { proofError, proveLab } from '../proof/prove.ts';
import { JournalWriter } from './journal.ts';
import type { LabPorts } from './lab-ports.ts';
import { openLab } from './open-lab.ts';
import { OperationBoard } from './operation-board.ts';
import { type RunContext, runId } from './run-context.ts';

/** Proves a running lab again. Throws `proof-failed` with the checks that failed. */
export async function proveAgain(ports: LabPorts, name: string, context: RunContext): Promise<ProofView> {
  await using _lock = await ports.store.lock(name, 'prove');
  const { session } = await openLab(ports, name);
  const board = new OperationBoard(`Proving ${name}`, ports.clock, context.report);
  board.show([{ id: 'prove', title: 'Prove that objects are encrypted', group: 'Proof', weight: 1 }]);
  const journal = new JournalWriter(session.folder);
  const run = runId(ports);
  const startMs = ports.clock.monotonicMs();
  const write = async (thrown?: unknown): Promise<void> => {
    const error = thrown === undefined ? {} : { error: toWire(thrown) };
    const at = ports.clock.now().toISOString();
    const ok = thrown === undefined;
    journal.later({
      kind: 'outcome',
      at,
      run,
      step: 'prove',
      title: 'Prove that objects are encrypted',
      commands: [`sealab action run ${name} lab.prove`],
      ok,
      ms: Math.round(ports.clock.monotonicMs() - startMs),
      ...error,
    });
    await journal.write({ kind: 'end', at, run, ok, ...error });
  };
  board.begin('prove');
  try {
    const proof = await proveLab(session, {
      signal: context.signal,
      report: (report) => board.report('prove', report),
    });
    if (!proof.ok) throw proofError(name, proof);
    await write();
    board.done('prove');
    return proof;
  } catch (thrown) {
    board.failed('prove', thrown);
    // What went wrong first is the one to know, also where the journal cannot be written.
    if (!isCancelled(thrown)) await write(thrown).catch(() => undefined);
    throw thrown;
  }
}
