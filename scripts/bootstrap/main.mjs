import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { leaseBuild, readyBuild } from './build.mjs';
import { fetchElectron, findElectron, noWindowReason } from './electron-program.mjs';
import { installPackages } from './install.mjs';
import { environmentFor, findNode } from './node-finder.mjs';
import { callerFolder, root } from './repository.mjs';
import { runChild } from './run-child.mjs';
import { SetUpError } from './set-up-error.mjs';
import { start } from './start.mjs';
import { answerFile } from './window-answer.mjs';

/** A young generation of 1 MiB: Sealab waits more than it computes, and stays 30 MiB smaller (`npm run bench:page`). */
export const smallHeap = ['--max-semi-space-size=1'];

const usage = `Usage: node scripts/bootstrap.mjs <command>
  start [ARG…]        install, build, and open the lab in a window or a browser tab
  sealab [ARG…]       install, build, and run the command line (so does any other word)
  build               install and build
  check               the fast gate: format, lint, types, unused code, unit tests
  test [--full] [--group NAME]   every group of tests
  run PROGRAM [ARG…]  a program of node_modules/.bin, under Node 24
  node FILE [ARG…]    a script, under Node 24
`;

/**
 * Sets up what the command needs and runs it; the process then ends with the command's own exit code.
 * A set-up that fails prints what happened and what to do, and ends with 1 (2 for wrong use).
 * @param {string[]} argv
 */
export async function main(argv) {
  try {
    process.exitCode = await dispatch(argv);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    process.stderr.write(`sealab: ${error.message}\n${error.fix ? `  ${error.fix}\n` : ''}`);
    process.exitCode = error.exitCode;
  }
}

/** @param {string[]} argv */
async function dispatch([command = '--help', ...rest]) {
  switch (command) {
    case 'start':
      return await startShell(rest);
    case 'sealab':
      return await runBundle('cli.js', rest);
    case 'build': {
      const node = await readyNode();
      process.stderr.write(`Built: ${(await readyBuild(node)).folder}\n`);
      return 0;
    }
    case 'test':
    case 'check':
      return await runScript([join(root, 'scripts', `${command}.mjs`), ...rest]);
    case 'node':
      if (rest.length > 0) return await runScript(rest);
      break;
    case 'run':
      if (rest.length > 0) return await runProgram(rest);
      break;
    case '--help':
      break;
    default: // `sealab up`, as npm links it
      process.env['SEALAB_COMMAND'] ??= 'sealab';
      return await runBundle('cli.js', [command, ...rest]);
  }
  process.stderr.write(usage);
  return command === '--help' ? 0 : 2;
}

async function readyNode() {
  await installPackages();
  return findNode();
}

/** @param {string[]} args */
async function startShell(args) {
  const node = await readyNode();
  const env = shellEnvironment(node);
  return await start(args, {
    answerFile: answerFile(),
    env,
    noWindow: noWindowReason(),
    find: findElectron,
    fetch: (limitMs) => fetchElectron({ node, limitMs }),
    runWindow: (program, rest, windowEnv) =>
      withBundle(node, 'main.js', (file) =>
        runChild(program, [file, ...rest], { cwd: callerFolder(), env: windowEnv }),
      ),
    runBrowser: (rest) => runBundle('web.js', rest),
    say: (text) => process.stderr.write(text),
  });
}

/**
 * @param {string} entry
 * @param {string[]} args
 */
async function runBundle(entry, args) {
  const node = await readyNode();
  return await withBundle(node, entry, (file) =>
    runChild(node, [...smallHeap, file, ...args], { cwd: callerFolder(), env: shellEnvironment(node) }),
  );
}

/**
 * The environment of a shell of Sealab: it also knows how its command line is typed here.
 * @param {string} node
 */
function shellEnvironment(node) {
  const env = environmentFor(node);
  return { ...env, SEALAB_COMMAND: env['SEALAB_COMMAND'] ?? 'npm run -s sealab --' };
}

/**
 * @param {string} node
 * @param {string} entry
 * @param {(file: string) => Promise<number>} run
 */
async function withBundle(node, entry, run) {
  const build = await readyBuild(node);
  const file = join(build.folder, 'node', entry);
  if (!existsSync(file))
    throw new SetUpError(`${file} is not in the build`, 'Remove the folder out/ and try again.');
  const release = leaseBuild(build);
  try {
    return await run(file);
  } finally {
    release();
  }
}

/** @param {string[]} args */
async function runScript(args) {
  const node = await readyNode();
  return await runChild(node, args, { cwd: root, env: environmentFor(node) });
}

/** @param {string[]} args */
async function runProgram([program = '', ...args]) {
  const node = await readyNode();
  const { programOf } = await import('./package-programs.mjs');
  const { file, needsNode } = programOf(program);
  const env = environmentFor(node);
  return needsNode
    ? await runChild(node, [file, ...args], { cwd: root, env })
    : await runChild(file, args, { cwd: root, env });
}
