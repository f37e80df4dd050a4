import { expect, test } from 'vitest';
import type { LabSummary } from '#shared/contract/labs.ts';
import { freeName, nameProblem, storedForm } from './lab-form.ts';

const labs: LabSummary[] = [{ name: 'first-lab', status: 'running' }];

test('a good name has no problem', () => {
  expect(nameProblem('four-nodes', labs)).toBeUndefined();
});

test('every way to get a name wrong has its own sentence', () => {
  const problems = ['', 'a'.repeat(41), 'Lab', 'my lab', '-lab', 'lab-', 'first-lab'].map((name) =>
    nameProblem(name, labs),
  );
  expect(problems.every((problem) => problem !== undefined)).toBe(true);
  expect(new Set(problems).size).toBe(6);
});

test('a proposed name is one that no lab has', () => {
  expect(freeName('first-lab', [])).toBe('first-lab');
  expect(freeName('first-lab', [...labs, { name: 'lab-2', status: 'stopped' }])).toBe('lab-3');
});

test('stored values that this version does not offer fall back to the default', () => {
  const fallback = storedForm(undefined);
  expect(storedForm({ ...fallback, engine: 'kubernetes' })).toEqual(fallback);
  expect(storedForm({ ...fallback, encryption: 'sse-kms' }).encryption).toBe('sse-kms');
});
