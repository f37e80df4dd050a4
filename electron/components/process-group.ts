import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { cancelledError } from '#shared/errors.ts';
import { lineSplitter } from '../system/line-splitter.ts';
import { systemCode } from './file-errors.ts';

const graceMs = 2000;

/** A program to run to its end, in a process group of its own. */
export interface ProcessRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onStdoutLine: (line: string) => void;
  readonly onStderrLine: (line: string) => void;
}

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessEnd {
  readonly exitCode: number | undefined;
  readonly killedBy: string | undefined;
}

/**
 * Runs a program and hands over its lines. When the signal aborts, the whole process group is ended, and `cancelled`
 * is thrown only after no member is left. Throws the system's error when the program cannot be started.
 */
export async function runProcessGroup(run: ProcessRun): Promise<ProcessEnd> {
  if (run.signal.aborted) throw cancelledError(run.signal.reason);
  const isGroup = process.platform !== 'win32';
  const child = spawn(run.program, run.args, {
    cwd: run.folder,
    env: { ...run.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isGroup,
    windowsHide: true,
  });
  const stdout = lineSplitter(run.onStdoutLine);
  const stderr = lineSplitter(run.onStderrLine);
  child.stdout.setEncoding('utf8').on('data', stdout.push);
  child.stderr.setEncoding('utf8').on('data', stderr.push);
  let hardKill: NodeJS.Timeout | undefined;
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    if (isGroup) killGroup(child.pid, signal);
    else spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  };
  const onAbort = (): void => {
    kill('SIGTERM');
    hardKill = setTimeout(() => kill('SIGKILL'), graceMs);
  };
  run.signal.addEventListener('abort', onAbort, { once: true });
  // A member of the group that outlives its leader holds the pipes open, and `close` would wait for it.
  child.once('exit', () => run.signal.aborted && kill('SIGKILL'));
  try {
    const end = await new Promise<ProcessEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve({ exitCode: code ?? undefined, killedBy: signal ?? undefined }),
      );
    });
    stdout.end();
    stderr.end();
    if (run.signal.aborted) {
      if (isGroup && child.pid !== undefined) await groupGone(child.pid);
      throw cancelledError(run.signal.reason);
    }
    return end;
  } finally {
    clearTimeout(hardKill);
    run.signal.removeEventListener('abort', onAbort);
  }
}

/** Signals every member of a group; false when it has none. */
function killGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ESRCH' || systemCode(error) === 'EPERM') return false;
    throw error;
  }
}

/** Waits until no member of the group runs; a killed one may write for some milliseconds more. */
async function groupGone(leader: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  while (killGroup(leader, 'SIGKILL') && performance.now() < deadline) {
    if (process.platform === 'linux' && !(await hasRunningMember(leader))) return;
    await sleep(10);
  }
}

/** Ended members stay as zombies until init collects them, for up to a second; a signal still finds them. */
async function hasRunningMember(leader: number): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return lines.some((line) => {
    const [state, , group] = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return group === String(leader) && state !== 'Z';
  });
}
