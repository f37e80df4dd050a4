import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cpuMsOf } from './cpu-time.ts';

test('processor time is the sum of user and system time, whatever the program is called', () => {
  const stat = '42 (a (b) c) S 1 42 42 0 -1 4194560 100 200 0 0 150 25 7 9 20 0 8 0 12345 1000 10';
  expect(cpuMsOf(stat)).toBe(1_750);
  expect(cpuMsOf('')).toBeUndefined();
});

test.runIf(process.platform === 'linux')('it is what Node says of itself', () => {
  const { user, system } = process.cpuUsage();
  const own = cpuMsOf(readFileSync('/proc/self/stat', 'utf8'));
  expect(Math.abs((own ?? Number.NaN) - (user + system) / 1_000)).toBeLessThan(100);
});
