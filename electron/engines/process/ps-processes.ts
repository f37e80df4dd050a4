import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { StartIntent } from '#core/ports/engine.ts';
import type { OwnedProcess, ProcessTable } from './process-table.ts';

const run = promisify(execFile);
/** lstart counts whole seconds. */
const TOLERANCE_MS = 1_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const COLUMNS = ['pid=', 'pgid=', 'state=', 'rss=', 'lstart=', 'command='].flatMap((column) => [
  '-o',
  column,
]);
const LINE = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.*)$/;

export interface ListedProcess extends OwnedProcess {
  readonly command: string;
}

/** Reads the lines of `ps` with our columns, in the C locale. Zombies are left out. */
export function parsePs(output: string): readonly ListedProcess[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, group, state, rss, lstart, command] = LINE.exec(line) ?? [];
    if (state === undefined || lstart === undefined || command === undefined || state.startsWith('Z'))
      return [];
    const started = Date.parse(lstart);
    return [
      {
        pid: Number(pid),
        groupId: Number(group),
        started,
        state: state.startsWith('T') ? ('paused' as const) : ('running' as const),
        startedAt: new Date(started).toISOString(),
        memoryBytes: Number(rss) * 1024,
        command,
      },
    ];
  });
}

async function listed(options: readonly string[]): Promise<readonly ListedProcess[]> {
  const { stdout } = await run('ps', [...options, ...COLUMNS], {
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return parsePs(stdout);
}

/** The processes of intents among those listed; each belongs to the newest intent that could have started it. */
export function ownedAmong(
  processes: readonly ListedProcess[],
  intents: readonly StartIntent[],
): ReadonlyMap<string, readonly OwnedProcess[]> {
  const newestFirst = intents
    .map((intent) => ({
      id: intent.id,
      earliest: Number(intent.moment.split(':')[1]) - TOLERANCE_MS,
      command: [intent.reference, ...intent.args].join(' '),
    }))
    .toSorted((a, b) => b.earliest - a.earliest);
  const owned = new Map<string, OwnedProcess[]>();
  for (const { command, ...found } of processes) {
    const owner = newestFirst.find(
      (intent) => intent.command === command && intent.earliest <= found.started,
    );
    if (owner !== undefined) owned.set(owner.id, [...(owned.get(owner.id) ?? []), found]);
  }
  for (const found of owned.values()) found.sort((a, b) => a.started - b.started || a.pid - b.pid);
  return owned;
}

/**
 * Processes from `ps`, for macOS: start times in whole seconds of wall clock, arguments joined by spaces.
 * A moment is `<boot time>:<milliseconds>`.
 */
export function createPsProcesses(): ProcessTable {
  // ps reads the whole table whatever it is asked for.
  const owned: ProcessTable['owned'] = async (intents) =>
    intents.length === 0 ? new Map() : ownedAmong(await listed(['-ax']), intents);
  return {
    owned,
    current: owned,
    async moment() {
      const { stdout } = await run('sysctl', ['-n', 'kern.boottime']);
      return `${/sec = (\d+)/.exec(stdout)?.[1] ?? '0'}:${Date.now()}`;
    },
    async byPid(pid) {
      // ps exits with 1 where there is no such process.
      const [found] = await listed(['-p', String(pid)]).catch(() => []);
      return found;
    },
  };
}
