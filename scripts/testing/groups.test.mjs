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

test('everything but the first build of the components fits into 15 minutes, and half of that more where a machine is busy', () => {
  const warm = groups.filter(({ name }) => name !== 'components');
  expect(warm.reduce((sum, { budgetMs }) => sum + budgetMs, 0)).toBeLessThanOrEqual(1.5 * 15 * 60_000);
});
