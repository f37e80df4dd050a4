import { type SealabError, toSealabError } from '#shared/errors.ts';
import type { LabPorts } from './lab-ports.ts';
import { OperationBoard } from './operation-board.ts';
import { remove } from './remove.ts';
import type { RunContext } from './run-context.ts';

/** Removes every lab, readable or not, and on request the components. What cannot be removed is thrown at the end; the rest is gone. */
export async function reset(
  ports: LabPorts,
  { components }: { readonly components: boolean },
  context: RunContext,
): Promise<readonly string[]> {
  const names = await ports.store.list();
  const board = new OperationBoard('Resetting Sealab', ports.clock, context.report);
  board.show([
    ...names.map((name) => ({ id: name, title: `Remove lab ${name}`, group: 'Labs', weight: 3 })),
    ...(components
      ? [{ id: 'components', title: 'Remove the components', group: 'Components', weight: 1 }]
      : []),
  ]);
  const removed: string[] = [];
  let failure: SealabError | undefined;
  for (const name of names) {
    board.begin(name);
    try {
      await remove(ports, name, { signal: context.signal, report: () => {} });
      removed.push(name);
      board.done(name);
    } catch (thrown) {
      board.failed(name, thrown);
      failure ??= toSealabError(thrown);
      if (toSealabError(thrown).code === 'cancelled') break;
    }
  }
  if (components && failure === undefined) {
    board.begin('components');
    await ports.components.clear();
    removed.push('components');
    board.done('components');
  }
  if (failure !== undefined) throw failure;
  return removed;
}
