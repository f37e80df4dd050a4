import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import type { StartIntent } from '#core/ports/engine.ts';
import { isMissing, systemCode } from '../../system/file-errors.ts';
import { bootId, parseProcessStat } from '../../system/process-mark.ts';
import { cpuMsOf } from './cpu-time.ts';
import type { OwnedProcess, ProcessTable } from './process-table.ts';

/** USER_HZ: 100 on every architecture that Node runs on (time(7)). */
const TICKS_PER_SECOND = 100;
const DELETED = ' (deleted)';

/** A file of /proc, or undefined: processes end while we look, and others' are closed to us. */
function readProc<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    const code = systemCode(thrown);
    if (isMissing(thrown) || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw thrown;
  }
}

function uptimeTicks(): number {
  return Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * TICKS_PER_SECOND);
}

function processByPid(pid: number): OwnedProcess | undefined {
  const text = readProc(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  const stat = parseProcessStat(text);
  const cpuMs = cpuMsOf(text);
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
  const status = readProc(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
  const ageMs = ((uptimeTicks() - stat.startTicks) * 1000) / TICKS_PER_SECOND;
  return {
    pid,
    groupId: stat.groupId,
    started: stat.startTicks,
    state: stat.state === 'T' || stat.state === 't' ? 'paused' : 'running',
    startedAt: new Date(Date.now() - ageMs).toISOString(),
    memoryBytes: Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024,
    ...(cpuMs === undefined ? {} : { cpuMs }),
  };
}

/** The program that a process runs; without the mark of one whose file was replaced meanwhile. */
function programOf(pid: number): string | undefined {
  const link = readProc(() => readlinkSync(`/proc/${pid}/exe`));
  return link?.endsWith(DELETED) === true ? link.slice(0, -DELETED.length) : link;
}

function realProgram(reference: string): string {
  // A binary that is gone can still run; then its own path has to do.
  return readProc(() => realpathSync(reference)) ?? reference;
}

interface Candidate {
  readonly intent: StartIntent;
  readonly earliestTicks: number;
  readonly program: string;
}

/** Intents by the command line that their process has, as in /proc/<pid>/cmdline; newest first. */
function candidatesByCommand(intents: readonly StartIntent[]): ReadonlyMap<string, readonly Candidate[]> {
  const boot = bootId();
  const byCommand = new Map<string, Candidate[]>();
  for (const intent of intents) {
    const [intentBoot, ticks] = intent.moment.split(':');
    if (intentBoot !== boot || ticks === undefined) continue;
    const command = [intent.reference, ...intent.args].map((arg) => `${arg}\0`).join('');
    const same = byCommand.get(command) ?? [];
    // Both counts are rounded down, so the start may show one tick before the moment.
    same.push({ intent, earliestTicks: Number(ticks) - 1, program: realProgram(intent.reference) });
    byCommand.set(command, same);
  }
  for (const same of byCommand.values()) same.sort((a, b) => b.earliestTicks - a.earliestTicks);
  return byCommand;
}

/** The processes of intents among all that there are, oldest first. */
function ownedAmong(
  pids: readonly string[],
  intents: readonly StartIntent[],
): ReadonlyMap<string, readonly OwnedProcess[]> {
  const owned = new Map<string, OwnedProcess[]>();
  const byCommand = candidatesByCommand(intents);
  if (byCommand.size === 0) return owned;
  for (const name of pids) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const command = readProc(() => readFileSync(`/proc/${name}/cmdline`, 'utf8'));
    const candidates = command === undefined ? undefined : byCommand.get(command);
    if (candidates === undefined) continue;
    const found = processByPid(pid);
    const program = programOf(pid);
    if (found === undefined || program === undefined) continue;
    const owner = candidates.find(
      (candidate) => candidate.earliestTicks <= found.started && candidate.program === program,
    );
    if (owner === undefined) continue;
    owned.set(owner.intent.id, [...(owned.get(owner.intent.id) ?? []), found]);
  }
  for (const processes of owned.values()) processes.sort((a, b) => a.started - b.started || a.pid - b.pid);
  return owned;
}

/** The same runs of the same processes now; undefined when one of them is gone. */
function stillThere(known: readonly OwnedProcess[]): readonly OwnedProcess[] | undefined {
  const now = known.flatMap(({ pid, started }) => {
    const found = processByPid(pid);
    return found?.started === started ? [found] : [];
  });
  return now.length === known.length ? now : undefined;
}

/** Processes from /proc (proc(5)). A moment is `<boot id>:<clock ticks since boot>`. `listNames` reads /proc itself. */
export function createLinuxProcesses(
  listNames: () => readonly string[] = () => readdirSync('/proc'),
): ProcessTable {
  /** Where the processes of each intent were at the last look. */
  let lastSeen: ReadonlyMap<string, readonly OwnedProcess[]> = new Map();
  return {
    async moment() {
      return `${bootId()}:${uptimeTicks()}`;
    },
    async byPid(pid) {
      return processByPid(pid);
    },
    async owned(intents) {
      return ownedAmong(listNames(), intents);
    },
    async current(intents) {
      const found = new Map<string, readonly OwnedProcess[]>();
      for (const { id } of intents) {
        const known = stillThere(lastSeen.get(id) ?? []) ?? [];
        if (known.length > 0) found.set(id, known);
      }
      const others = intents.filter(({ id }) => !found.has(id));
      if (others.length > 0)
        for (const [id, processes] of ownedAmong(listNames(), others)) found.set(id, processes);
      // What was asked about others than these intents stays.
      const asked = new Set(intents.map(({ id }) => id));
      lastSeen = new Map([...[...lastSeen].filter(([id]) => !asked.has(id)), ...found]);
      return found;
    },
  };
}
