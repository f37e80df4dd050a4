import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isMissing, systemCode } from './file-errors.ts';

const run = promisify(execFile);

/** Changes at every boot. Linux only. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

export interface ProcessStat {
  /** `R`, `S`, `T`, `Z`, … */
  readonly state: string;
  readonly groupId: number;
  /** Clock ticks (1/100 s) from boot to the start of the process. */
  readonly startTicks: number;
}

/**
 * The fields of /proc/<pid>/stat that we use (proc_pid_stat(5): state is field 3, pgrp 5, starttime 22).
 * The program's name, field 2, may hold spaces and brackets, so fields are counted from the last bracket.
 */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const start = fields[19];
  if (state === undefined || group === undefined || start === undefined) return undefined;
  return { state, groupId: Number(group), startTicks: Number(start) };
}

/**
 * A text that only this run of this process has: boot and start time. undefined where no such process runs.
 * On Windows the start time is not known, so a reused pid is taken for the old process.
 */
export async function processMark(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return linuxMark(pid);
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : undefined;
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    return stdout.trim() === '' ? undefined : stdout.trim();
  } catch {
    // ps exits with 1 where there is no such process.
    return isAlive(pid) ? 'alive' : undefined;
  }
}

async function linuxMark(pid: number): Promise<string | undefined> {
  try {
    const parsed = parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    if (parsed === undefined || parsed.state === 'Z' || parsed.state === 'X') return undefined;
    return `${bootId()}:${parsed.startTicks}`;
  } catch (thrown) {
    if (isMissing(thrown) || systemCode(thrown) === 'ESRCH') return undefined;
    throw thrown;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return systemCode(thrown) === 'EPERM';
  }
}
