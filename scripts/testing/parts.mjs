import { leftOut } from './thirds.mjs';

/** Whole labs and pages wait more than they compute: two files at once keep two processors busy. */
const FILES_AT_ONCE = 2;

/**
 * What holds Sealab to a time, and would measure its neighbour too. `npm test` runs the other files of the project
 * together, then these one after the other.
 * @type {Readonly<Record<'docker' | 'real' | 'e2e', readonly string[]>>}
 */
export const timed = {
  docker: ['e2e/real/docker/keys.real.test.ts'],
  real: ['e2e/real/keys.real.test.ts', 'electron/engines/process/process-engine.real.test.ts'],
  e2e: [
    'e2e/specs/keys.spec.ts',
    'e2e/specs/key-events.spec.ts',
    'e2e/specs/long-list.spec.ts',
    'e2e/specs/long-tasks.spec.ts',
    'e2e/specs/hidden-page.spec.ts',
  ],
};

/**
 * The parts in which `npm test` runs a project; Vitest is started for each with SEALAB_TEST_PART.
 * @param {keyof typeof timed} project
 * @param {{ isFull: boolean, commit: string }} run
 * @returns {readonly ('together' | 'timed')[]}
 */
export function partsOf(project, run) {
  const out = leftOut(project, run);
  return timed[project].every((file) => out.includes(file)) ? ['together'] : ['together', 'timed'];
}

/**
 * How Vitest runs the part of a project that SEALAB_TEST_PART names. Without a part all files run one after the other.
 * @param {keyof typeof timed} project
 * @param {string[]} files patterns of all files of the project
 * @param {string | undefined} part
 */
export function runOfPart(project, files, part) {
  return {
    include: part === 'timed' ? [...timed[project]] : files,
    exclude: part === 'together' ? [...timed[project]] : [],
    ...(part === 'together' ? { maxWorkers: FILES_AT_ONCE } : { fileParallelism: false }),
  };
}
