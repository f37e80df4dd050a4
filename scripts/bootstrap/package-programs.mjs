import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.mjs';
import { SetUpError } from './set-up-error.mjs';

/** Programs whose package has another name. */
const packageOf = new Map([
  ['biome', '@biomejs/biome'],
  ['tsc', 'typescript'],
]);

/**
 * The file behind a program of node_modules/.bin, read from its package, so that no shell and no .cmd file is needed.
 * @param {string} program
 * @returns {{ file: string, needsNode: boolean }}
 */
export function programOf(program) {
  const folder = join(root, 'node_modules', packageOf.get(program) ?? program);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) {
    throw new SetUpError(
      `node_modules has no program ${program}.`,
      'Programs: biome, knip, oxlint, tsc, vite, vitest.',
      2,
    );
  }
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const path = typeof bin === 'string' ? bin : bin?.[program];
  if (typeof path !== 'string') throw new SetUpError(`The package ${program} has no program.`, '', 2);
  const file = join(folder, path);
  return {
    file,
    needsNode: readFileSync(file).subarray(0, 2).toString() === '#!' || /\.[cm]?js$/.test(file),
  };
}
