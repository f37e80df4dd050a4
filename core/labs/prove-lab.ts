import type { ProofView } from '#shared/contract/labs.ts';
import { proofError, proveLab } from '../proof/prove.ts';
import { journalledRun } from './journalled-run.ts';
import type { LabPorts } from './lab-ports.ts';
import { openLab } from './open-lab.ts';
import { OperationBoard } from './operation-board.ts';
import type { RunContext } from './run-context.ts';

/** Proves a running lab again. Throws `proof-failed` with the checks that failed. */
export async function proveAgain(ports: LabPorts, name: string, context: RunContext): Promise<ProofView> {
  await using _lock = await ports.store.lock(name, 'prove');
  const { session } = await openLab(ports, name);
  const board = new OperationBoard(`Proving ${name}`, ports.clock, context.report);
  const title = 'Prove that objects are encrypted';
  board.show([{ id: 'prove', title, group: 'Proof', weight: 1 }]);
  const commands = [`sealab action run ${name} lab.prove`];
  return await journalledRun(
    { ports, folder: session.folder, board, signal: context.signal, operation: 'prove' },
    async (doStep) =>
      await doStep({ id: 'prove', title, commands }, async (step) => {
        const proof = await proveLab(session, step);
        if (!proof.ok) throw proofError(name, proof);
        return proof;
      }),
  );
}
