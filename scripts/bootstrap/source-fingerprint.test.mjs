import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contentId, fingerprint, listSources } from './source-fingerprint.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'source-fingerprint-'));
  mkdirSync(join(folder, 'core', 'labs'), { recursive: true });
  writeFileSync(join(folder, 'core', 'labs', 'plan.ts'), 'export const steps = 1;');
  writeFileSync(join(folder, 'core', 'labs', 'plan.test.ts'), '');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('tests and files that are not there are no sources', () => {
  expect(listSources(folder).map(({ path }) => path)).toEqual(['core/labs/plan.ts']);
});

test('a touched file changes the fingerprint and not the id', () => {
  const before = marks();
  utimesSync(join(folder, 'core', 'labs', 'plan.ts'), new Date(), new Date(0));
  expect(marks()).toEqual({ fingerprint: expect.not.stringMatching(before.fingerprint), id: before.id });
});

test.each([
  {
    change: 'a byte',
    make: () => writeFileSync(join(folder, 'core', 'labs', 'plan.ts'), 'export const steps = 2;'),
  },
  { change: 'a new file', make: () => writeFileSync(join(folder, 'core', 'labs', 'apply.ts'), '') },
  { change: 'a removed file', make: () => rmSync(join(folder, 'core', 'labs', 'plan.ts')) },
])('$change changes both', ({ make }) => {
  const before = marks();
  make();
  const after = marks();
  expect(after.fingerprint).not.toBe(before.fingerprint);
  expect(after.id).not.toBe(before.id);
});

function marks() {
  const files = listSources(folder);
  return { fingerprint: fingerprint(files), id: contentId(folder, files) };
}
