import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SetUpError } from './set-up-error.mjs';

/**
 * Runs a program in this terminal and resolves with its exit code (128 + signal number if a signal ended it).
 * This process outlives the child: a Ctrl-C reaches both, as they share the foreground group, and only the child
 * acts on it. A signal that was sent to this process alone is passed on.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
export function runChild(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: 'inherit', windowsHide: true });
    const stopForwarding = forwardSignals((signal) => child.kill(signal));
    child.once('error', (cause) => {
      stopForwarding();
      reject(
        new SetUpError(`${file} does not start: ${cause.message}`, 'Remove node_modules and try again.'),
      );
    });
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * @param {(signal: NodeJS.Signals) => void} send
 * @returns {() => void} puts the signals back to what they do by default
 */
function forwardSignals(send) {
  const fromTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  /** @type {[NodeJS.Signals, () => void][]} */
  const listeners = [
    ['SIGINT', () => (fromTerminal ? undefined : send('SIGINT'))],
    ['SIGTERM', () => send('SIGTERM')],
    ['SIGHUP', () => send('SIGHUP')],
  ];
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}
