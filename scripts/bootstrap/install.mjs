import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { installIsCurrent, npmRecordIsComplete, writeInstallStamp } from './install-stamp.mjs';
import { findNode } from './node-finder.mjs';
import { withProcessLock } from './process-lock.mjs';
import { lockFolder, root } from './repository.mjs';
import { SetUpError } from './set-up-error.mjs';

const networkCodes =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|E50\d|E40[0-9]|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)\b/;

/** npm's own waits between tries are 10 and 60 s: too long to hear that there is no network. */
const patience = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000'];

/**
 * Makes node_modules what package-lock.json says, unless it is. Two processes at once: the second waits.
 * An install that was killed half way is done again, because its mark is written last.
 * @throws {SetUpError} npm is not found or fails
 */
export async function installPackages() {
  if (installIsCurrent(root)) return;
  const file = join(lockFolder, 'install.lock');
  const onWait = () => process.stderr.write(`Waiting for another install in this clone (${file})\n`);
  await withProcessLock({ file, onWait }, async (addOwner) => {
    if (installIsCurrent(root)) return;
    process.stderr.write('Installing packages, about 1 minute\n');
    await install(addOwner);
    writeInstallStamp(root);
  });
}

/**
 * An older npm or Node leaves out optional packages that ask for a newer Node than the one it runs on, and the tools
 * need theirs. So what is missing after `npm ci` is added by the Node 24 that it brought.
 * @param {(pid: number | undefined) => void} addOwner
 */
async function install(addOwner) {
  const { program, first } = npmCommand();
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--include=dev',
    '--include=optional',
    ...patience,
  ];
  await runNpm({ program, args: [...first, 'ci', ...quiet], addOwner });
  if (npmRecordIsComplete(root) || first.length === 0) return;
  await runNpm({ program: findNode(), args: [...first, 'install', '--no-save', ...quiet], addOwner });
}

/** @param {{ program: string, args: string[], addOwner: (pid: number | undefined) => void }} command */
async function runNpm({ program, args, addOwner }) {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment(),
  });
  addOwner(child.pid);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = (said + chunk).slice(-20_000);
      process.stderr.write(chunk);
    });
  }
  /** @type {number | string} */
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  if (outcome !== 0) throw installError(outcome, said);
}

/**
 * @param {number | string} outcome exit code, signal, or why npm did not start
 * @param {string} said the end of npm's output
 */
export function installError(outcome, said) {
  const code = networkCodes.exec(said)?.[0];
  if (code) {
    return new SetUpError(
      `The packages could not be fetched (${code}).`,
      'Check the network and, behind a proxy, the npm settings proxy, registry and cafile (npm config list); then type the same command again.',
    );
  }
  if (/\bENOSPC\b/.test(said)) {
    return new SetUpError('The disk is full.', 'Free 1 GB and type the same command again.');
  }
  return new SetUpError(
    `npm ci failed (${outcome}); its own message is above.`,
    'Solve that and type the same command again.',
  );
}

/** The npm that runs this script, else the one beside this Node, else the one on the path; no shell in between. */
function npmCommand() {
  const folder = dirname(process.execPath);
  const candidates = [
    process.env['npm_execpath'] ?? '',
    join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = candidates.find((file) => basename(file) === 'npm-cli.js' && existsSync(file));
  return script ? { program: process.execPath, first: [script] } : { program: 'npm', first: [] };
}

/** A setting of the outer `npm run` must not turn `npm ci` into something else. */
function cleanEnvironment() {
  const env = { ...process.env };
  for (const name of [
    'json',
    'dry_run',
    'global',
    'omit',
    'only',
    'production',
    'ignore_scripts',
    'workspaces',
  ]) {
    delete env[`npm_config_${name}`];
  }
  delete env['NODE_ENV'];
  return env;
}
