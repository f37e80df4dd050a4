import { expect, test } from 'vitest';
import { addTallies, judgeBudget, summaryLine, timeTable } from './tally.mjs';

const unit = { name: 'unit', tally: { passed: 40, failed: 0, skipped: 2 }, tookMs: 3_000, budgetMs: 60_000 };

test('the last line adds all groups', () => {
  const sum = addTallies([unit.tally, { passed: 1, failed: 3, skipped: 0 }]);
  expect(summaryLine(sum)).toBe('41 passed, 3 failed, 2 skipped');
});

test('a run that was stopped before any group has a last line too', () => {
  expect(summaryLine(addTallies([]))).toBe('0 passed, 0 failed, 0 skipped');
});

test('a group that outgrows its budget fails', () => {
  expect(judgeBudget(unit)).toEqual(unit);
  expect(judgeBudget({ ...unit, tookMs: 60_001 }).tally).toEqual({ passed: 40, failed: 1, skipped: 2 });
});

test('the table shows each group with its time and its budget', () => {
  const slow = judgeBudget({ ...unit, name: 'real', tookMs: 61_000 });
  expect(timeTable([unit, slow]).split('\n')).toEqual([
    'group  result  passed  failed  skipped  time    budget',
    'unit   ok      40      0       2        3.0 s   60.0 s',
    'real   failed  40      1       2        61.0 s  60.0 s exceeded',
  ]);
});
