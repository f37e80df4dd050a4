import type { StartIntent } from '#core/ports/engine.ts';
import { SealabError } from '#shared/errors.ts';
import { createLinuxProcesses } from './linux-processes.ts';
import { createPsProcesses } from './ps-processes.ts';

/** A process that is ours for certain: program, argv and start time fit an intent. */
export interface OwnedProcess {
  readonly pid: number;
  readonly groupId: number;
  /** Start in the table's own counting; with the pid it names one run of one process. */
  readonly started: number;
  readonly state: 'running' | 'paused';
  /** ISO time. */
  readonly startedAt: string;
  readonly memoryBytes: number;
}

/** The processes of this machine, as far as labs are concerned. */
export interface ProcessTable {
  /** Now, as StartIntent.moment. */
  moment(): Promise<string>;
  /** The processes of each intent by its id, oldest first. One pass over all processes serves all intents. */
  owned(intents: readonly StartIntent[]): Promise<ReadonlyMap<string, readonly OwnedProcess[]>>;
  /** The process with this pid, whoever started it; undefined where there is none, or only its zombie. */
  byPid(pid: number): Promise<OwnedProcess | undefined>;
}

/** The table of this platform. Throws `unsupported` where there is none. */
export function createProcessTable(): ProcessTable {
  if (process.platform === 'linux') return createLinuxProcesses();
  if (process.platform === 'darwin') return createPsProcesses();
  throw new SealabError('unsupported', 'Labs cannot run as processes on this system.', {
    fix: 'Use Docker: sealab up --engine docker',
  });
}

/** The same run of the same process now; undefined once it has ended, also if its pid was given away. */
export async function sameProcess(
  table: ProcessTable,
  known: OwnedProcess,
): Promise<OwnedProcess | undefined> {
  const now = await table.byPid(known.pid);
  return now?.started === known.started ? now : undefined;
}
