import type { StartIntent } from '#core/ports/engine.ts';

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
  /** Time that processors have worked for it, in ms; absent where nobody tells. */
  readonly cpuMs?: number;
}

/** The processes of this machine, as far as labs are concerned. */
export interface ProcessTable {
  /** Now, as StartIntent.moment. */
  moment(): Promise<string>;
  /** The processes of each intent by its id, oldest first. One pass over all processes serves all intents. */
  owned(intents: readonly StartIntent[]): Promise<ReadonlyMap<string, readonly OwnedProcess[]>>;
  /**
   * The same for whoever looks again and again: an intent whose processes were found before is looked for only there,
   * and among all processes once one of them is gone.
   */
  current(intents: readonly StartIntent[]): Promise<ReadonlyMap<string, readonly OwnedProcess[]>>;
  /** The process with this pid, whoever started it; undefined where there is none, or only its zombie. */
  byPid(pid: number): Promise<OwnedProcess | undefined>;
}

/** The same run of the same process now; undefined once it has ended, also if its pid was given away. */
export async function sameProcess(
  table: ProcessTable,
  known: OwnedProcess,
): Promise<OwnedProcess | undefined> {
  const now = await table.byPid(known.pid);
  return now?.started === known.started ? now : undefined;
}
