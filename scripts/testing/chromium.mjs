import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from '../bootstrap/repository.mjs';
import { SetUpError } from '../bootstrap/set-up-error.mjs';

const silenceMs = 30_000;
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * A Chromium for the browser tests: one that is there (CHROMIUM_PATH, the system's, Playwright's), else Playwright's
 * download, else Debian's package where this user may install it.
 * @returns {Promise<string>} its path
 * @throws {SetUpError} none can be had
 */
export async function readyChromium() {
  const found = findChromium();
  if (found) return found;
  console.log('No Chromium on this machine; asking Playwright for one');
  await downloadByPlaywright();
  const downloaded = findChromium();
  if (downloaded) return downloaded;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.log("Playwright's download does not work here; installing the system's package chromium");
    installByApt();
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new SetUpError(
    'The browser tests need Chromium or Chrome, and it cannot be installed from here.',
    'Install the package chromium, or set CHROMIUM_PATH to a Chromium, and type the same command again.',
  );
}

/** @returns {string | undefined} */
export function findChromium(env = process.env) {
  const named = env['CHROMIUM_PATH'];
  if (named) {
    if (existsSync(named)) return named;
    throw new SetUpError(
      `CHROMIUM_PATH names ${named}, and there is no such file.`,
      'Correct or unset CHROMIUM_PATH.',
    );
  }
  const system = names.map((name) => onPath(name, env)).find((path) => path !== undefined);
  return system ?? [...places, chromium.executablePath()].find((path) => existsSync(path));
}

/**
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 */
function onPath(program, env = process.env) {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

/** Gives up when nothing was said for 30 s: a closed network shows as silence. */
function downloadByPlaywright() {
  const script = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const child = spawn(process.execPath, [script, 'install', 'chromium'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), silenceMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        timer.refresh();
        process.stdout.write(chunk);
      });
    }
    child.once('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

function installByApt() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
  ]) {
    spawnSync('apt-get', args, { stdio: ['ignore', 'inherit', 'inherit'], env, timeout: 600_000 });
  }
}
