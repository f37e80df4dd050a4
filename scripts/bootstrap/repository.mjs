import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone, without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where locks live: not in node_modules, which an install empties, nor in out, which anyone may remove. */
export const lockFolder = join(root, '.cache', 'locks');

/**
 * The folder in which the person typed the command. npm changes to the clone's root and keeps the real one in
 * INIT_CWD; a bootstrap that is started by one of our own tests must not believe the outer npm's.
 * @param {NodeJS.ProcessEnv} env
 */
export function callerFolder(env = process.env, cwd = process.cwd()) {
  const byNpm =
    env['npm_package_json'] === join(root, 'package.json') &&
    (env['npm_lifecycle_event'] === 'sealab' || env['npm_lifecycle_event'] === 'start') &&
    cwd === root;
  const typedIn = env['INIT_CWD'];
  return byNpm && typedIn && existsSync(typedIn) ? typedIn : cwd;
}
