/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 * @typedef {{ name: string, tally: Tally, tookMs: number, budgetMs: number }} GroupResult
 */

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function addTallies(tallies) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/**
 * The last line of every test run, read by CI.
 * @param {Tally} tally
 */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * A group that outgrew its budget has one failure more: a test run that gets slower turns red while it is cheap to mend.
 * @param {GroupResult} result
 * @returns {GroupResult}
 */
export function judgeBudget(result) {
  if (result.tookMs <= result.budgetMs) return result;
  return { ...result, tally: { ...result.tally, failed: result.tally.failed + 1 } };
}

/** @param {readonly GroupResult[]} results */
export function timeTable(results) {
  const rows = results.map(({ name, tally, tookMs, budgetMs }) => [
    name,
    tally.failed > 0 ? 'failed' : 'ok',
    String(tally.passed),
    String(tally.failed),
    String(tally.skipped),
    seconds(tookMs),
    `${seconds(budgetMs)}${tookMs > budgetMs ? ' exceeded' : ''}`,
  ]);
  const header = ['group', 'result', 'passed', 'failed', 'skipped', 'time', 'budget'];
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
