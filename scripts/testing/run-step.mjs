import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs one program to its end, in a process group of its own so that all of it can be stopped. Its standard output is
 * shown, or kept for the caller.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, limitMs: number, keepOutput?: boolean }} options limitMs: then it is killed
 * @returns {Promise<{ ok: boolean, reason: string, output: string }>}
 */
export function runStep(file, args, { cwd, env, limitMs, keepOutput = false }) {
  return new Promise((resolve) => {
    const detached = process.platform !== 'win32';
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: ['ignore', keepOutput ? 'pipe' : 'inherit', 'inherit'],
      detached,
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    running.add(child);
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      stop(child, 'SIGKILL');
    }, limitMs);
    child.once('error', (error) => finish(false, error.message));
    child.once('close', (code, signal) => {
      const reason = killed ? `killed after ${limitMs / 1000} s` : `exit ${code ?? signal}`;
      finish(code === 0, reason);
    });
    /**
     * @param {boolean} ok
     * @param {string} reason
     */
    function finish(ok, reason) {
      clearTimeout(timer);
      running.delete(child);
      resolve({ ok, reason, output });
    }
  });
}

/** @param {NodeJS.Signals} signal */
export function stopRunningSteps(signal) {
  for (const child of running) stop(child, signal);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function stop(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
