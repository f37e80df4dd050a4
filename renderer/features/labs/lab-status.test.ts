import { expect, test } from 'vitest';
import type { LabSummary } from '#shared/contract/labs.ts';
import { partsOf, statusOf } from './lab-status.ts';

const provenAt = '2026-11-21T09:41:12.000Z';
const provenMs = Date.parse(provenAt);
const lab: LabSummary = { name: 'first-lab', status: 'running', provenAt };

test('a list claims that the services run and when a proof stood, never that the lab is proven now', () => {
  expect(statusOf(lab, provenMs + 12_000)).toEqual({ tone: 'done', word: 'Running, last proof 12 s ago' });
  expect(statusOf(lab, provenMs + 7_200_000)).toEqual({ tone: 'done', word: 'Running, last proof 2 h ago' });
});

test('a lab whose engine is away is not called stopped', () => {
  const error = { code: 'no-engine' as const, message: 'Docker does not answer.' };
  expect(statusOf({ ...lab, status: 'stopped', error }, provenMs)).toEqual({
    tone: 'warn',
    word: 'Engine does not answer',
  });
});

test('a running lab without a proof is not green', () => {
  expect(statusOf({ name: 'first-lab', status: 'running' }, provenMs).tone).not.toBe('ok');
});

test('a stopped lab does not boast of an old proof', () => {
  expect(statusOf({ ...lab, status: 'stopped' }, provenMs).word).toBe('Stopped');
});

test('a damaged lab has dashes where nothing can be read', () => {
  expect(partsOf({ name: 'x', status: 'damaged' })).toEqual({ topology: '–', engine: '–', encryption: '–' });
});
