import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * Why there was no window the last time. `fetch`: Electron's program could not be had. `run`: it ended before a window
 * was shown.
 * @typedef {{ version: string, platform: string, kind: 'fetch' | 'run', reason: string, at: string }} Answer
 */

const platform = `${process.platform}-${process.arch}`;

/**
 * Where a “no” is kept. The folder is that of `electron/system/folders.ts`; a test compares them.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function answerFile(env = process.env) {
  return join(cacheFolder(env), 'electron.json');
}

/**
 * The “no” of this version of Electron on this kind of machine; undefined where there is none, or none that can be read.
 * @param {string} file
 * @param {string} version
 * @returns {Answer | undefined}
 */
export function rememberedNo(file, version) {
  try {
    const { kind, reason, at, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    const isFor = rest.version === version && rest.platform === platform;
    if (!isFor || (kind !== 'fetch' && kind !== 'run')) return undefined;
    return { version, platform, kind, reason: String(reason), at: String(at) };
  } catch {
    return undefined;
  }
}

/**
 * Keeps a “no”. A cache that cannot be written costs the next start the same try, and nothing else.
 * @param {string} file
 * @param {{ version: string, kind: Answer['kind'], reason: string }} no
 */
export function rememberNo(file, { version, kind, reason }) {
  /** @type {Answer} */
  const answer = { version, platform, kind, reason, at: new Date().toISOString() };
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(answer)}\n`, { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  } catch (error) {
    process.stderr.write(
      `sealab: ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}

/** @param {string} file */
export function forgetNo(file) {
  rmSync(file, { force: true });
}

/** @param {NodeJS.ProcessEnv} env */
function cacheFolder(env) {
  const given = env['SEALAB_CACHE'];
  if (given) return resolve(given);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Sealab');
  if (process.platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Sealab');
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'sealab');
}
