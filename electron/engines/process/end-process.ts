import { setTimeout as delay } from 'node:timers/promises';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { systemCode } from '../../system/file-errors.ts';
import { type OwnedProcess, type ProcessTable, sameProcess } from './process-table.ts';

const POLL_MS = 20;
const KILL_LIMIT_MS = 10_000;
const STATE_LIMIT_MS = 2_000;

type Signal = 'SIGHUP' | 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

/** Sends a signal to a pid, or to a group if it is negative. Nobody there is fine. Throws `permission-denied`. */
function send(pid: number, signal: Signal): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === 'ESRCH') return;
    if (code !== 'EPERM') throw thrown;
    throw new SealabError('permission-denied', `Sealab may not send ${signal} to process ${Math.abs(pid)}.`, {
      fix: 'Run Sealab as the user who started the lab.',
      details: { pid: Math.abs(pid), signal },
      cause: thrown,
    });
  }
}

/**
 * Sends a signal to the process and, but for SIGHUP, to the whole group that it leads. Looks first whether it is still
 * the same process; false if it is gone.
 */
export async function signalProcess(
  table: ProcessTable,
  target: OwnedProcess,
  signal: Signal,
): Promise<boolean> {
  if ((await sameProcess(table, target)) === undefined) return false;
  const leadsGroup = target.groupId === target.pid && signal !== 'SIGHUP';
  send(leadsGroup ? -target.pid : target.pid, signal);
  return true;
}

/** Pauses or resumes a process and waits until it shows; false if it is gone. */
export async function changeState(
  table: ProcessTable,
  target: OwnedProcess,
  state: OwnedProcess['state'],
): Promise<boolean> {
  await signalProcess(table, target, state === 'paused' ? 'SIGSTOP' : 'SIGCONT');
  const giveUpAt = performance.now() + STATE_LIMIT_MS;
  for (;;) {
    const now = await sameProcess(table, target);
    if (now === undefined) return false;
    if (now.state === state || performance.now() > giveUpAt) return true;
    await delay(POLL_MS);
  }
}

async function waitUntilGone(table: ProcessTable, target: OwnedProcess, limit: WaitLimit): Promise<boolean> {
  const giveUpAt = performance.now() + limit.ms;
  while ((await sameProcess(table, target)) !== undefined) {
    if (limit.signal?.aborted === true) throw cancelledError(limit.signal.reason);
    if (performance.now() >= giveUpAt) return false;
    await delay(Math.min(POLL_MS, Math.max(1, giveUpAt - performance.now())));
  }
  return true;
}

interface WaitLimit {
  readonly ms: number;
  readonly signal?: AbortSignal;
}

/**
 * Ends a process: SIGTERM (and SIGCONT if it is paused), SIGKILL after `ms`, and whatever is left of its group.
 * Resolves when it is gone. Throws `cancelled`, `service-timeout` if not even SIGKILL ends it.
 */
export async function endProcess(table: ProcessTable, target: OwnedProcess, grace: WaitLimit): Promise<void> {
  if (grace.ms > 0) {
    await signalProcess(table, target, 'SIGTERM');
    await signalProcess(table, target, 'SIGCONT');
  }
  if (grace.ms <= 0 || !(await waitUntilGone(table, target, grace))) {
    await signalProcess(table, target, 'SIGKILL');
    if (!(await waitUntilGone(table, target, { ms: KILL_LIMIT_MS }))) {
      throw new SealabError(
        'service-timeout',
        `Process ${target.pid} has not ended ${KILL_LIMIT_MS / 1000} s after SIGKILL.`,
        {
          fix: 'It waits for a disk or a debugger. Look at it with: ps -o pid,stat,wchan,args -p <pid>',
          details: { pid: target.pid },
        },
      );
    }
  }
  await endRestOfGroup(table, target);
}

/** A group outlives its leader; while it does, nobody else gets the leader's pid. */
async function endRestOfGroup(table: ProcessTable, leader: OwnedProcess): Promise<void> {
  if (leader.groupId !== leader.pid || (await table.byPid(leader.pid)) !== undefined) return;
  send(-leader.pid, 'SIGKILL');
}
