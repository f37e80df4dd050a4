import { writeFileSync } from 'node:fs';

/**
 * A Vitest reporter that writes what the run came to into the file SEALAB_TEST_TALLY. Vitest's own JSON report counts
 * neither a file that cannot be loaded nor an error outside a test, and forgets why a test was skipped.
 */
export default class VitestTally {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env['SEALAB_TEST_TALLY'];
    if (!file) return;
    const tally = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const skips = [];
    for (const module of modules) {
      const failedBefore = tally.failed;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') tally.passed += 1;
        else if (result.state === 'failed') tally.failed += 1;
        else {
          tally.skipped += 1;
          const reason = result.state === 'skipped' ? result.note : 'the run ended before it';
          skips.push(`${module.relativeModuleId}: ${test.fullName}: ${reason ?? 'no reason given'}`);
        }
      }
      if (module.state() === 'failed' && tally.failed === failedBefore) tally.failed += 1;
    }
    writeFileSync(file, JSON.stringify({ tally, skips }));
  }
}
