import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root } from '../bootstrap/repository.mjs';
import { dockerTests, thirdOf, thirds } from './docker-third.mjs';

test('the commit chooses the third, and each third is chosen by some commit', () => {
  expect(thirdOf('0000000a')).toBe(thirdOf('0000000affff'));
  expect(new Set(['00000000', '00000001', '00000002'].map(thirdOf))).toEqual(new Set([0, 1, 2]));
  expect(thirdOf('')).toBe(0);
});

test('the full tier runs every test of Docker that there is', () => {
  const existing = globSync(
    ['{e2e/real,electron/engines}/docker/**/*.real.test.ts', 'electron/components/registry*.real.test.ts'],
    { cwd: root },
  );
  expect(dockerTests({ isFull: true, commit: '' }).toSorted()).toEqual(existing.toSorted());
});

test('the quick tier runs one third beside what runs always', () => {
  const full = dockerTests({ isFull: true, commit: '' }).length;
  const quick = dockerTests({ isFull: false, commit: '00000001' });
  expect(quick).toContain(thirds[1]?.[0]);
  expect(quick).not.toContain(thirds[0]?.[0]);
  expect(quick.length).toBeLessThan(full);
});
