import { spawnSync } from 'node:child_process';
import { root } from '../bootstrap/repository.mjs';

/** Runs always: the engine's contract, and whole labs from nothing to proof. */
const dockerAlways = [
  'electron/engines/docker/docker-engine.real.test.ts',
  'electron/engines/docker/images.real.test.ts',
  'e2e/real/docker/labs.real.test.ts',
];

/**
 * Tests that take turns in the quick tier, in thirds that take about as long as each other. What is in none of them runs
 * always: whole labs, their kill points, the walk in the page, every printed command.
 * @type {Readonly<Record<'docker' | 'real' | 'e2e', readonly (readonly string[])[]>>}
 */
export const thirds = {
  docker: [
    ['e2e/real/docker/interrupted.real.test.ts'],
    ['e2e/real/docker/lost.real.test.ts', 'e2e/real/docker/keys.real.test.ts'],
    [
      'e2e/real/docker/absent.real.test.ts',
      'electron/components/registry.real.test.ts',
      'e2e/real/docker/inspect.real.test.ts',
    ],
  ],
  real: [
    ['e2e/real/places.real.test.ts', 'e2e/real/scarce.real.test.ts', 'e2e/real/keys.real.test.ts'],
    [
      'e2e/real/wrong-use.real.test.ts',
      'electron/clients/objects.real.test.ts',
      'e2e/real/inspect-built-in-key.real.test.ts',
    ],
    ['e2e/real/inspect.real.test.ts'],
  ],
  e2e: [
    ['e2e/specs/lab-page.spec.ts', 'e2e/specs/walk-matrix.spec.ts'],
    ['e2e/specs/keys.spec.ts', 'e2e/specs/key-events.spec.ts'],
    ['e2e/specs/objects.spec.ts', 'e2e/specs/long-list.spec.ts', 'e2e/specs/walk-states.spec.ts'],
  ],
};

/**
 * The test files of a project that take turns and are not chosen: none in the full tier; else those of the two thirds
 * that the commit does not choose, so that each commit tests others and a failure can be repeated.
 * @param {keyof typeof thirds} project
 * @param {{ isFull: boolean, commit: string }} run
 */
export function leftOut(project, { isFull, commit }) {
  return isFull ? [] : thirds[project].filter((_, index) => index !== thirdOf(commit)).flat();
}

/**
 * The test files of the project `docker`.
 * @param {{ isFull: boolean, commit: string }} run
 */
export function dockerTests(run) {
  const out = leftOut('docker', run);
  return [...dockerAlways, ...thirds.docker.flat().filter((file) => !out.includes(file))];
}

/**
 * Which third a commit chooses, counted from 0.
 * @param {string} commit hexadecimal
 */
export function thirdOf(commit) {
  const number = Number.parseInt(commit.slice(0, 8), 16);
  return Number.isNaN(number) ? 0 : number % 3;
}

/** The commit that is tested; empty outside a repository. */
export function testedCommit() {
  return spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
}
