import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.mjs';

/** The npm package `electron`; its program is fetched apart from it, because it is some 120 MB. */
const electronPackage = join(root, 'node_modules', 'electron');

/**
 * Why this machine can show no window, whatever is installed; undefined if it can.
 * @param {{ platform?: string, env?: NodeJS.ProcessEnv, userId?: number | undefined }} [machine]
 */
export function noWindowReason(machine = {}) {
  const { platform = process.platform, env = process.env, userId = process.getuid?.() } = machine;
  if (platform !== 'linux') return undefined;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display here';
  if (userId === 0) return 'Electron refuses to run as root with its sandbox on';
  return undefined;
}

/**
 * Electron's version and, if it is there, its program. The program is the file that `path.txt` names, as Electron's own
 * index.js finds it; one of another version does not count.
 * @param {string} [folder] the npm package
 * @returns {{ version: string, program: string | undefined }}
 */
export function findElectron(folder = electronPackage) {
  const version = readText(join(folder, 'package.json'), (text) => String(JSON.parse(text).version));
  const path = readText(join(folder, 'path.txt'), (text) => text.trim());
  const unpacked = readText(join(folder, 'dist', 'version'), (text) => text.trim().replace(/^v/, ''));
  const program = path === '' || unpacked !== version ? undefined : join(folder, 'dist', path);
  return { version, program: program && existsSync(program) ? program : undefined };
}

/**
 * Runs Electron's own install.js in this terminal. Resolves with the reason if there is no program afterwards.
 * @param {{ node: string, limitMs: number, folder?: string }} options
 * @returns {Promise<string | undefined>}
 */
export async function fetchElectron({ node, limitMs, folder = electronPackage }) {
  const script = join(folder, 'install.js');
  if (!existsSync(script)) return 'the npm package electron is not installed';
  const child = spawn(node, [script], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    windowsHide: true,
  });
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, limitMs);
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  clearTimeout(limit);
  if (isLate) return `it was not there after ${Math.round(limitMs / 1000)} s`;
  if (outcome !== 0) return `it could not be fetched (${outcome}); the message is above`;
  return findElectron(folder).program ? undefined : 'it was fetched, and is not where it should be';
}

/**
 * @param {string} file
 * @param {(text: string) => string} read
 */
function readText(file, read) {
  return existsSync(file) ? read(readFileSync(file, 'utf8')) : '';
}
