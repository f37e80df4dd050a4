import { join } from 'node:path';
import { environmentFor } from '../bootstrap/node-finder.mjs';
import { programOf } from '../bootstrap/package-programs.mjs';
import { root } from '../bootstrap/repository.mjs';

/** @typedef {{ title: string, file: string, args: string[] }} Step */

/**
 * The environment of every step: no colours where nobody looks, because some tools colour files and pipes too.
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function stepEnvironment(node) {
  return { ...environmentFor(node), ...(isPlain() ? { NO_COLOR: '1' } : {}) };
}

function isPlain() {
  return !process.stdout.isTTY && !process.env['FORCE_COLOR'];
}

/**
 * A program of node_modules/.bin as a step.
 * @param {string} node
 * @param {string} program
 * @param {string[]} args
 * @returns {Step}
 */
export function programStep(node, program, args) {
  const { file, needsNode } = programOf(program);
  const title = [program, ...args].join(' ');
  return needsNode ? { title, file: node, args: [file, ...args] } : { title, file, args };
}

/**
 * Everything that reads the sources without running them.
 * @param {string} node
 * @returns {Step[]}
 */
export function staticSteps(node) {
  return [
    programStep(node, 'biome', [
      'ci',
      '--reporter=summary',
      '--error-on-warnings',
      ...(isPlain() ? ['--colors=off'] : []),
      '.',
    ]),
    programStep(node, 'oxlint', ['--type-aware', '--quiet']),
    programStep(node, 'tsc', ['-b', '.', 'scripts']),
    programStep(node, 'knip', ['--no-progress']),
  ];
}

/**
 * @param {string} node
 * @param {string} project
 * @returns {Step}
 */
export function vitestStep(node, project) {
  const reporter = join(root, 'scripts', 'testing', 'vitest-tally.mjs');
  return programStep(node, 'vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    `--reporter=${reporter}`,
  ]);
}
