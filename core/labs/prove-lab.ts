import type { ProofView } from '#shared/contract/labs.ts';
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
  board.begin('prove');
  try {
    const proof = await proveLab(session, {
      signal: context.signal,
      report: (report) => board.report('prove', report),
    });
    await journal.write({
      kind: 'outcome',
      at: ports.clock.now().toISOString(),
      run: runId(ports),
      step: 'prove',
      title: 'Prove that objects are encrypted',
      commands: [`sealab action run ${name} lab.prove`],
      ok: proof.ok,
      ms: proof.tookMs,
    });
    if (!proof.ok) throw proofError(name, proof);
    board.done('prove');
    return proof;
  } catch (thrown) {
    board.failed('prove', thrown);
    throw thrown;
  }
}
