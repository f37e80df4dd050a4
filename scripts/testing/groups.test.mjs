import { expect, test } from 'vitest';
import { chooseGroups, groups } from './groups.mjs';

const run = () => Promise.reject(new Error('not run'));
const all = [
  { name: 'unit', budgetMs: 1, run },
  { name: 'components', budgetMs: 1, run },
  { name: 'real', budgetMs: 1, needs: 'components', run },
  { name: 'e2e', budgetMs: 1, needs: 'components', exists: () => false, run },
];

test.each([
  { names: [], chosen: ['unit', 'components', 'real'] },
  { names: ['unit'], chosen: ['unit'] },
  { names: ['real'], chosen: ['components', 'real'] },
  { names: ['e2e'], chosen: [] },
])('asked for $names, the groups $chosen run', ({ names, chosen }) => {
  expect(chooseGroups(all, names).map(({ name }) => name)).toEqual(chosen);
});

test('the budgets stay half as much again as the 18 minutes that a quiet machine takes for all but the first build', () => {
  const warm = groups.filter(({ name }) => name !== 'components' && name !== 'desktop');
  expect(warm.reduce((sum, { budgetMs }) => sum + budgetMs, 0)).toBeLessThanOrEqual(1.7 * 18 * 60_000);
});
