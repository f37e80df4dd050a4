import { afterAll, beforeAll, expect, test } from 'vitest';
import { showSealab } from '../fixtures/lab-page.ts';
import { LAPTOP, type ShownPage } from '../fixtures/shown-page.ts';
import { longestTask } from '../fixtures/task-times.ts';
import type { WebShell } from '../fixtures/web-shell.ts';

/**
 * The goal is 50 ms, from where https://www.w3.org/TR/longtasks-1/ counts a task as long; what was reached is in
 * docs/performance.md. Processors differ, so the test only holds that it does not become another order of magnitude.
 */
const FAR_TOO_LONG_MS = 200;

let shown: ShownPage<WebShell>;

beforeAll(async () => {
  shown = await showSealab({ look: LAPTOP });
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

declare global {
  interface Window {
    longTasksMs: number[];
  }
}

test('the page stays responsive while a lab comes up: no task holds it up', async () => {
  const { sealab } = shown;
  const { page } = sealab;
  await sealab.firstRun.waitFor();
  // The page fetches its other parts right after it is shown: that is over before somebody has read it.
  await page.waitForTimeout(3_000);
  await page.evaluate(() => {
    window.longTasksMs = [];
    new PerformanceObserver((list) => {
      window.longTasksMs.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
  });
  const longest = await longestTask(page, async () => {
    await sealab.button(/^Bring up first-lab/).click();
    await sealab.proven.waitFor({ timeout: 120_000 });
  });
  const seen = await page.evaluate(() => window.longTasksMs);
  process.stdout.write(
    `While a lab came up: the longest task worked ${longest.cpuMs} ms; by the clock ${seen.length} were long, the worst ${Math.max(0, ...seen)} ms.\n`,
  );
  // By the clock a task is as slow as the machine is busy, and the lab that comes up keeps it busy.
  expect(longest.cpuMs).toBeLessThanOrEqual(FAR_TOO_LONG_MS);
});
