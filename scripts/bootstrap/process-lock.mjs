import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

const heartbeatMs = 2_000;
const silentAfterMs = { thisMachine: 600_000, anotherMachine: 30_000 };

/**
 * Runs `work` while no other process that uses the same lock file does. A lock whose owners are dead is broken; so is
 * one that nobody touched for 10 minutes (a number of before a reboot may belong to another program now), or for
 * 30 s if its owner is on another machine. `work` may name further owners, such as an npm that outlives this process.
 * @template T
 * @param {{ file: string, onWait?: () => void, pollMs?: number }} lock
 * @param {(addOwner: (pid: number | undefined) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProcessLock({ file, onWait, pollMs = 200 }, work) {
  mkdirSync(dirname(file), { recursive: true });
  let waited = false;
  while (!take(file)) {
    if (breakIfDead(file)) continue;
    if (!waited) onWait?.();
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  try {
    return await work((pid) => {
      if (pid !== undefined) writeFileSync(file, describe([process.pid, pid]));
    });
  } finally {
    clearInterval(heartbeat);
    release(file);
  }
}

/** @param {number[]} pids */
function describe(pids) {
  return JSON.stringify({ host: hostname(), pids });
}

/** @param {string} file */
function take(file) {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeFileSync(handle, describe([process.pid]));
    closeSync(handle);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function release(file) {
  const isOurs = readLock(file)?.text.includes(`[${process.pid}`);
  if (isOurs) rmSync(file, { force: true });
}

/** @param {string} file */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/**
 * Moves a dead owner's lock away. Of two processes that judge at once, one may move the other's new lock; it sees
 * that the content is another one and puts it back.
 * @param {string} file
 * @returns {boolean} whether it is worth trying to take the lock again at once
 */
function breakIfDead(file) {
  const seen = readLock(file);
  if (seen === undefined) return true;
  if (isAlive(seen)) return false;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    const moved = readFileSync(aside, 'utf8');
    if (moved !== seen.text) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return true;
}

/** @param {string} file */
function readLock(file) {
  try {
    return { text: readFileSync(file, 'utf8'), ageMs: Date.now() - statSync(file).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {{ text: string, ageMs: number }} lock */
function isAlive({ text, ageMs }) {
  try {
    const { host, pids } = JSON.parse(text);
    if (host === hostname()) return ageMs < silentAfterMs.thisMachine && pids.some(processExists);
  } catch {
    // Half written: its owner is at work, or the silence will tell.
  }
  return ageMs < silentAfterMs.anotherMachine;
}

/** @param {number} pid */
export function processExists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
