import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaseBuild, readyBuild } from '../bootstrap/build.mjs';
import { root } from '../bootstrap/repository.mjs';
import { readyChromium } from './chromium.mjs';
import { runStep } from './run-step.mjs';
import { staticSteps, vitestStep } from './steps.mjs';
import { testedCommit, thirdOf, thirds } from './thirds.mjs';

/**
 * @typedef {import('./tally.mjs').Tally} Tally
 * @typedef {{ tally: Tally, skips: string[] }} Outcome
 * @typedef {{ node: string, env: NodeJS.ProcessEnv, limitMs: number }} Conditions
 * @typedef {object} Group
 * @property {string} name
 * @property {number} budgetMs on 2 cores; more fails the run
 * @property {(() => boolean)} [exists] false while its tests are not written
 * @property {string} [needs] the group without which this one cannot run
 * @property {(conditions: Conditions) => Promise<Outcome>} run
 */

/** Older versions that tests of the full tier run; each of them is built where it is missing. */
const olderComponents = ['kes-0.23.0'];
const onePassed = { tally: { passed: 1, failed: 0, skipped: 0 }, skips: [] };
const oneFailed = { tally: { passed: 0, failed: 1, skipped: 0 }, skips: [] };

/**
 * Cheap ones first; `components` has the time that a build of everything from source takes on a new machine.
 * @type {readonly Group[]}
 */
export const groups = [
  { name: 'build', budgetMs: 30_000, run: build },
  { name: 'check', budgetMs: 90_000, run: check },
  { name: 'unit', budgetMs: 200_000, run: (conditions) => runVitest('unit', conditions) },
  {
    name: 'components',
    budgetMs: 1_800_000,
    exists: () => hasFiles('{electron,e2e}/**/*.real.test.ts') || hasFiles('e2e/specs/**/*.spec.ts'),
    run: provision,
  },
  {
    name: 'real',
    budgetMs: 700_000,
    exists: () => hasFiles('{electron,e2e}/**/*.real.test.ts'),
    needs: 'components',
    run: (conditions) => runThird('real', conditions),
  },
  {
    name: 'docker',
    budgetMs: 360_000,
    exists: () => hasFiles('e2e/real/docker/**/*.real.test.ts'),
    needs: 'components',
    run: (conditions) => runThird('docker', conditions),
  },
  {
    name: 'e2e',
    budgetMs: 420_000,
    exists: () => hasFiles('e2e/specs/**/*.spec.ts'),
    needs: 'components',
    run: async (conditions) => {
      const env = { ...conditions.env, CHROMIUM_PATH: await readyChromium() };
      return await runThird('e2e', { ...conditions, env });
    },
  },
  {
    name: 'desktop',
    budgetMs: 60_000,
    exists: () => hasFiles('node_modules/electron/dist/{electron,electron.exe,Electron.app}'),
    needs: 'components',
    run: (conditions) => runVitest('desktop', conditions),
  },
];

/**
 * The groups to run, in order: those named (all, if none is), whatever they need, and none whose tests do not exist.
 * @param {readonly Group[]} all
 * @param {readonly string[]} names
 */
export function chooseGroups(all, names) {
  const existing = all.filter(({ exists }) => exists?.() ?? true);
  const wanted = existing.filter(({ name }) => names.length === 0 || names.includes(name));
  const needed = wanted.map(({ needs }) => needs);
  return existing.filter((group) => wanted.includes(group) || needed.includes(group.name));
}

/** @param {string} pattern */
function hasFiles(pattern) {
  return (
    globSync(pattern, {
      cwd: root,
      exclude: pattern.startsWith('node_modules/') ? [] : ['**/node_modules/**'],
    }).length > 0
  );
}

/** @param {Conditions} conditions */
async function build({ node }) {
  await readyBuild(node);
  return onePassed;
}

/** @param {Conditions} conditions */
async function check({ node, env, limitMs }) {
  let outcome = onePassed;
  for (const { title, file, args } of staticSteps(node)) {
    const { ok, reason } = await runStep(file, args, { cwd: root, env, limitMs });
    console.log(`${ok ? 'ok' : 'FAILED'}  ${title}${ok ? '' : `  (${reason})`}`);
    if (!ok) outcome = oneFailed;
  }
  return outcome;
}

/**
 * Makes the default version of every component present, in the full tier some older ones too, and links them into
 * SEALAB_TEST_BINARIES, where tests look for `vault`, `kes`, `kes-0.23.0`, `minio` and `mc`.
 * @param {Conditions} conditions
 */
async function provision({ node, env, limitMs }) {
  const { folder } = await readyBuild(node);
  const older = env['SEALAB_TEST_TIER'] === 'full' ? olderComponents : [];
  let list = '[]';
  for (const named of older.length === 0 ? [[]] : [[], older]) {
    const args = [join(folder, 'node', 'cli.js'), 'provision', ...named, '--json'];
    const { ok, output } = await runStep(node, args, { cwd: root, env, limitMs, keepOutput: true });
    if (!ok) return oneFailed;
    list = output;
  }
  const binaries = env['SEALAB_TEST_BINARIES'] ?? '';
  mkdirSync(binaries, { recursive: true });
  /** @type {{ component: string, version: string, isDefault: boolean, path?: string }[]} */
  const components = JSON.parse(list);
  for (const { component, version, isDefault, path } of components) {
    const name = isDefault ? component : `${component}-${version}`;
    if (path && (isDefault || older.includes(name))) symlinkSync(path, join(binaries, name));
  }
  return onePassed;
}

/**
 * Says which of the tests that take turns run now, and runs the project with the programs as they are built.
 * @param {keyof typeof thirds} project
 * @param {Conditions} conditions
 * @returns {Promise<Outcome>}
 */
async function runThird(project, conditions) {
  if (conditions.env['SEALAB_TEST_TIER'] !== 'full') {
    console.log(
      `Of the tests that take turns the commit chooses ${thirds[project][thirdOf(testedCommit())]?.join(', ')}`,
    );
  }
  const build = await readyBuild(conditions.node);
  const release = leaseBuild(build);
  try {
    const env = { ...conditions.env, SEALAB_TEST_BUILD: build.folder };
    return await runVitest(project, { ...conditions, env });
  } finally {
    release();
  }
}

/**
 * @param {string} project
 * @param {Conditions} conditions
 * @returns {Promise<Outcome>}
 */
async function runVitest(project, { node, env, limitMs }) {
  const folder = mkdtempSync(join(tmpdir(), 'sealab-test-'));
  const file = join(folder, 'tally.json');
  try {
    const step = vitestStep(node, project);
    const { ok, reason } = await runStep(step.file, step.args, {
      cwd: root,
      env: { ...env, SEALAB_TEST_TALLY: file },
      limitMs,
    });
    if (!existsSync(file)) {
      console.log(`FAILED  ${project}: Vitest ended without a result (${reason})`);
      return oneFailed;
    }
    const { tally, skips } = JSON.parse(readFileSync(file, 'utf8'));
    return { tally: !ok && tally.failed === 0 ? { ...tally, failed: 1 } : tally, skips };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
