import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../bootstrap/repository.mjs';
import { dockerTests, leftOut, thirdOf, thirds } from './thirds.mjs';

const commits = ['00000000', '00000001', '00000002'];
const projects = /** @type {const} */ (['docker', 'real', 'e2e']);

test('the commit chooses the third, and each third is chosen by some commit', () => {
  expect(thirdOf('0000000a')).toBe(thirdOf('0000000affff'));
  expect(new Set(commits.map(thirdOf))).toEqual(new Set([0, 1, 2]));
  expect(thirdOf('')).toBe(0);
});

test('the full tier leaves nothing out, and runs every test of Docker that there is', () => {
  for (const project of projects) expect(leftOut(project, { isFull: true, commit: '' })).toEqual([]);
  const existing = globSync(
    ['{e2e/real,electron/engines}/docker/**/*.real.test.ts', 'electron/components/registry*.real.test.ts'],
    { cwd: root },
  );
  expect(dockerTests({ isFull: true, commit: '' }).toSorted()).toEqual(existing.toSorted());
});

test.each(projects)('of %s the quick tier runs one third, and three commits run all of it', (project) => {
  const all = thirds[project].flat();
  const out = commits.map((commit) => leftOut(project, { isFull: false, commit }));
  for (const file of all) {
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(out.filter((files) => files.includes(file))).toHaveLength(2);
  }
});
