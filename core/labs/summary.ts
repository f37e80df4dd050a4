import type { z } from 'zod';
import type { LabStatus, LabSummary } from '#shared/contract/labs.ts';
import { toWire } from '#shared/errors.ts';
import { readEvidence } from '../proof/evidence.ts';
import type { LabPorts } from './lab-ports.ts';
import { runningServices } from './observe-facts.ts';
import { type OpenLab, openLab, REMOVING_FILE } from './open-lab.ts';

/**
 * One lab in a list. Never throws: a lab that cannot be read is `damaged` and says why; one whose engine does not
 * answer counts as stopped, with that error.
 */
export async function summarise(ports: LabPorts, name: string): Promise<z.infer<typeof LabSummary>> {
  try {
    const opened = await openLab(ports, name);
    return await reachableSummary(opened);
  } catch (thrown) {
    const isRemoving =
      (await ports.store
        .folder(name)
        .read(REMOVING_FILE)
        .catch(() => undefined)) !== undefined;
    return { name, status: isRemoving ? 'removing' : 'damaged', error: toWire(thrown) };
  }
}

async function reachableSummary(opened: OpenLab): Promise<z.infer<typeof LabSummary>> {
  try {
    return await summaryOf(opened, await runningServices(opened.session));
  } catch (thrown) {
    const error = toWire(thrown);
    if (error.code !== 'no-engine') throw thrown;
    return { ...(await summaryOf(opened, new Set())), error };
  }
}

export async function summaryOf(
  { session, journal }: OpenLab,
  running: ReadonlySet<string>,
): Promise<z.infer<typeof LabSummary>> {
  const { definition } = session;
  const [owner, evidence] = await Promise.all([
    session.ports.store.lockOwner(session.lab),
    readEvidence(session.folder),
  ]);
  const all = session.compose.services.length;
  return {
    name: session.lab,
    status: statusOf({
      running: running.size,
      all,
      purpose: owner?.purpose,
      failed: journal.lastEnd?.ok === false,
    }),
    topology: definition.topology,
    engine: definition.engine,
    encryption: definition.encryption,
    kv: definition.kv,
    createdAt: definition.createdAt,
    ...(evidence?.ok === true ? { provenAt: evidence.provenAt } : {}),
  };
}

function statusOf(seen: {
  readonly running: number;
  readonly all: number;
  readonly purpose: string | undefined;
  readonly failed: boolean;
}): LabStatus {
  if (seen.purpose === 'up') return 'starting';
  if (seen.purpose === 'rm') return 'removing';
  if (seen.running === seen.all) return seen.failed ? 'failed' : 'running';
  if (seen.running > 0) return 'partial';
  return seen.failed ? 'failed' : 'stopped';
}

/** Every lab, by name. A folder in which a lab never came to be is left out. */
export async function listLabs(ports: LabPorts): Promise<readonly z.infer<typeof LabSummary>[]> {
  const names = await ports.store.list();
  const summaries = await Promise.all(names.map(async (name) => await summarise(ports, name)));
  return summaries.filter((lab) => lab.error?.code !== 'not-found');
}
