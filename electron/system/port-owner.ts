import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LISTEN_STATE = '0A';
const LIMIT_MS = 3_000;

export interface PortOwner {
  readonly pid: number;
  readonly program: string;
}

/** Inodes of the sockets that listen on the port, from the text of /proc/net/tcp or tcp6 (proc_net_tcp(5)). */
export function listeningInodes(table: string, port: number): readonly string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) === true && fields[3] === LISTEN_STATE)
    .flatMap((fields) => (fields[9] === undefined ? [] : [fields[9]]));
}

async function orEmpty<T>(promise: Promise<readonly T[]>): Promise<readonly T[]> {
  // Other users' processes are closed to us, and processes end while we look.
  return promise.catch(() => []);
}

async function holdsSocket(pid: string, links: ReadonlySet<string>): Promise<boolean> {
  for (const fd of await orEmpty(readdir(`/proc/${pid}/fd`))) {
    const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
    if (links.has(target)) return true;
  }
  return false;
}

async function linuxOwner(port: number): Promise<PortOwner | undefined> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const links = new Set(
    tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (links.size === 0) return undefined;
  for (const pid of await orEmpty(readdir('/proc'))) {
    if (!/^\d+$/.test(pid) || !(await holdsSocket(pid, links))) continue;
    const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return { pid: Number(pid), program: program.trim() };
  }
  return undefined;
}

/** Reads `lsof -F pc`: a line `p<pid>`, then a line `c<command>`. */
export function parseLsof(output: string): PortOwner | undefined {
  const lines = output.split('\n');
  const pid = Number(lines.find((line) => line.startsWith('p'))?.slice(1));
  const program = lines.find((line) => line.startsWith('c'))?.slice(1);
  return Number.isInteger(pid) && program !== undefined ? { pid, program: basename(program) } : undefined;
}

async function lsofOwner(port: number): Promise<PortOwner | undefined> {
  try {
    const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pc'], {
      timeout: LIMIT_MS,
    });
    return parseLsof(stdout);
  } catch {
    // lsof exits with 1 where nobody listens.
    return undefined;
  }
}

/** Who listens on the port, as far as the system tells this user. */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  if (process.platform === 'linux') return linuxOwner(port);
  if (process.platform === 'darwin') return lsofOwner(port);
  return undefined;
}
