import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetUpError } from './bootstrap/set-up-error.mjs';
import { chooseGroups, groups } from './testing/groups.mjs';
import { stopRunningSteps } from './testing/run-step.mjs';
import { stepEnvironment } from './testing/steps.mjs';
import { addTallies, judgeBudget, seconds, summaryLine, timeTable } from './testing/tally.mjs';
import { writeTestReport } from './testing/test-report.mjs';

/**
 * @typedef {import('./testing/groups.mjs').Group} Group
 * @typedef {import('./testing/groups.mjs').Conditions} Conditions
 * @typedef {import('./testing/tally.mjs').GroupResult} GroupResult
 */

const { values } = parseArgs({
  options: { full: { type: 'boolean' }, group: { type: 'string', multiple: true } },
});
const unknown = values.group?.find((name) => !groups.some((group) => group.name === name));
if (unknown !== undefined) {
  console.error(`There is no group ${unknown}. Groups: ${groups.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const chosen = chooseGroups(groups, values.group ?? []);
const budgetFactor = values.full ? 12 : 1;

// The tests never touch a person's own labs, whatever they do.
const home = mkdtempSync(join(tmpdir(), 'sealab-home-'));
const env = {
  ...stepEnvironment(process.execPath),
  SEALAB_HOME: join(home, 'labs'),
  SEALAB_TEST_BINARIES: join(home, 'binaries'),
  ...(values.full ? { SEALAB_TEST_TIER: 'full' } : {}),
};

/** @type {GroupResult[]} */
const results = [];
/** @type {string[]} */
const skips = [];

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stopRunningSteps('SIGKILL');
    report();
    process.exit(130);
  });
}

const startedMs = performance.now();
for (const group of chosen) results.push(await runGroup(group));
report();
process.exitCode = addTallies(results.map(({ tally }) => tally)).failed > 0 ? 1 : 0;

/**
 * @param {Group} group
 * @returns {Promise<GroupResult>}
 */
async function runGroup({ name, budgetMs: quickBudgetMs, needs, run }) {
  const budgetMs = quickBudgetMs * budgetFactor;
  console.log(`\n== ${name} (budget ${seconds(budgetMs)})`);
  if (results.some((result) => result.name === needs && result.tally.failed > 0)) {
    console.log(`== ${name}: not run, because ${needs} failed`);
    return { name, tally: { passed: 0, failed: 1, skipped: 0 }, tookMs: 0, budgetMs };
  }
  const groupStartedMs = performance.now();
  const outcome = await attempt(run, { node: process.execPath, env, limitMs: 2 * budgetMs });
  skips.push(...outcome.skips);
  const tookMs = performance.now() - groupStartedMs;
  const result = judgeBudget({ name, tally: outcome.tally, tookMs, budgetMs });
  console.log(`== ${name}: ${summaryLine(result.tally)}, ${seconds(tookMs)}`);
  return result;
}

/**
 * @param {Group['run']} run
 * @param {Conditions} conditions
 */
async function attempt(run, conditions) {
  try {
    return await run(conditions);
  } catch (error) {
    console.log(error instanceof SetUpError ? `FAILED  ${error.message}\n${error.fix}` : error);
    return { tally: { passed: 0, failed: 1, skipped: 0 }, skips: [] };
  }
}

function report() {
  rmSync(home, { recursive: true, force: true });
  if (skips.length > 0) console.log(`\nSkipped:\n${skips.map((line) => `  ${line}`).join('\n')}`);
  const table = `${timeTable(results)}\ntotal ${seconds(performance.now() - startedMs)}`;
  const summary = summaryLine(addTallies(results.map(({ tally }) => tally)));
  if (values.full && results.length === chooseGroups(groups, []).length)
    writeTestReport({ table, summary, skips });
  console.log(`\n${table}\n${summary}`);
}
