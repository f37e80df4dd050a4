import type { z } from 'zod';
import type { RemovalView } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import type { Engine, StartIntent } from '../ports/engine.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import { salvageJournal } from './journal.ts';
import type { LabPorts } from './lab-ports.ts';
import { checkName, REMOVING_FILE } from './open-lab.ts';
import { OperationBoard } from './operation-board.ts';
import type { RunContext } from './run-context.ts';
import type { LabSession } from './session.ts';

/** What `rm` would delete. Works for damaged labs too. Throws `not-found`. */
export async function removalOf(ports: LabPorts, name: string): Promise<z.infer<typeof RemovalView>> {
  const folder = await requireFolder(ports, name);
  const { allStarts } = await salvageJournal(folder);
  let processes = 0;
  for (const engine of enginesOf(ports)) {
    processes += (await engine.observe(allStarts)).filter((service) => service.state !== 'stopped').length;
  }
  return { lab: name, processes, folder: folder.path, sizeBytes: await folder.sizeBytes() };
}

/**
 * Removes a lab with everything in it: processes, ports, data, secrets. Needs no file of the lab to be readable, and
 * can be run again after it was cut off.
 */
export async function remove(
  ports: LabPorts,
  name: string,
  context: RunContext,
): Promise<z.infer<typeof RemovalView>> {
  checkName(name);
  await using _lock = await ports.store.lock(name, 'rm');
  const removal = await removalOf(ports, name);
  const folder = ports.store.folder(name);
  const board = new OperationBoard(`Removing ${name}`, ports.clock, context.report);
  board.show([
    { id: 'stop', title: 'Stop what runs', group: 'Services', weight: 3 },
    { id: 'delete', title: 'Delete data, certificates and secrets', group: 'Files', weight: 1 },
  ]);
  await folder.write(REMOVING_FILE, `${ports.clock.now().toISOString()}\n`);
  const { allStarts } = await salvageJournal(folder);
  board.begin('stop');
  const operation: OperationContext = {
    signal: context.signal,
    report: (report) => board.report('stop', report),
  };
  for (const engine of enginesOf(ports)) await engine.remove(name, allStarts, operation);
  board.done('stop');
  board.begin('delete');
  await ports.leases.release(name);
  await ports.store.destroy(name);
  board.done('delete');
  return removal;
}

/** The same for a new lab that did not come up. Cut off half way, it leaves a lab that only `rm` takes. */
export async function destroyLab(session: LabSession, context: OperationContext): Promise<void> {
  // A disk that is full is a reason to remove the lab, not to keep it.
  await session.folder
    .write(REMOVING_FILE, `${session.ports.clock.now().toISOString()}\n`)
    .catch(() => undefined);
  await session.engine.remove(session.lab, intentsOf(session), context);
  await session.ports.leases.release(session.lab);
  await session.ports.store.destroy(session.lab);
}

function intentsOf(session: LabSession): readonly StartIntent[] {
  return [...session.starts.values()];
}

function enginesOf(ports: LabPorts): readonly Engine[] {
  return Object.values(ports.engines);
}

async function requireFolder(
  ports: LabPorts,
  name: string,
): Promise<ReturnType<LabPorts['store']['folder']>> {
  const folder = ports.store.folder(checkName(name));
  if (await folder.exists()) return folder;
  throw new SealabError('not-found', `There is no lab “${name}”.`, {
    fix: 'See which there are with `sealab ls`.',
  });
}
