import { spawnSync } from 'node:child_process';
import { root } from '../bootstrap/repository.mjs';

/** Runs always: the engine's contract, and whole labs from nothing to proof. */
const always = [
  'electron/engines/docker/docker-engine.real.test.ts',
  'electron/engines/docker/images.real.test.ts',
  'e2e/real/docker/labs.real.test.ts',
];

/** Bad luck on Docker, in thirds that take about as long as each other. */
export const thirds = [
  ['e2e/real/docker/interrupted.real.test.ts'],
  ['e2e/real/docker/lost.real.test.ts'],
  [
    'e2e/real/docker/absent.real.test.ts',
    'electron/components/registry.real.test.ts',
    'e2e/real/docker/inspect.real.test.ts',
  ],
];

/**
 * The test files of the group `docker`: all in the full tier; else what runs always and the third that the commit
 * chooses, so that each commit tests another one and a failure can be repeated.
 * @param {{ isFull: boolean, commit: string }} run
 */
export function dockerTests({ isFull, commit }) {
  return [...always, ...(isFull ? thirds.flat() : (thirds[thirdOf(commit)] ?? []))];
}

/**
 * Which third a commit chooses, counted from 0.
 * @param {string} commit hexadecimal
 */
export function thirdOf(commit) {
  const number = Number.parseInt(commit.slice(0, 8), 16);
  return Number.isNaN(number) ? 0 : number % thirds.length;
}

/** The commit that is tested; empty outside a repository. */
export function testedCommit() {
  return spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
}
