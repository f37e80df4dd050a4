import { expect, test } from 'vitest';
import type { LabState, LabStatus, Rung } from '#shared/contract/labs.ts';
import { firstFailing, healthOf, primaryActionOf } from './lab-health.ts';

const provenAt = '2026-11-21T09:41:12.000Z';
const nowMs = Date.parse(provenAt) + 12_000;
const ok: Rung = { id: 'processes', title: 'Processes run', state: 'ok', evidence: '3 of 3' };
const sealed: Rung = {
  id: 'unsealed',
  title: 'Vault unsealed',
  state: 'failed',
  evidence: 'sealed',
  action: 'unseal-vault',
};

function lab(status: LabStatus, ladder: Rung[] = [ok]): LabState {
  return {
    summary: { name: 'first-lab', status, provenAt },
    engineReason: '',
    keyName: 'my-key',
    folder: '/tmp/first-lab',
    credentialsFile: '/tmp/first-lab/secrets.json',
    services: [],
    ladder,
    commandLog: [],
  };
}

test('a proven lab shows the age of its proof, in green', () => {
  expect(healthOf(lab('running'), nowMs)).toEqual({ tone: 'ok', word: 'Proven 12 s ago' });
});

test('the first failing rung is named, whatever was proven before', () => {
  const failing = lab('running', [ok, sealed, { ...ok, id: 'quorum', state: 'not-checked' }]);
  expect(healthOf(failing, nowMs)).toEqual({ tone: 'fail', word: 'Fails at: Vault unsealed' });
  expect(firstFailing(failing.ladder)?.id).toBe('unsealed');
});

test('there is one primary action for each state', () => {
  expect(primaryActionOf(lab('running'))).toBe('prove');
  expect(primaryActionOf(lab('running', [ok, sealed]))).toBe('none');
  expect(primaryActionOf(lab('stopped'))).toBe('start');
  expect(primaryActionOf(lab('partial'))).toBe('start');
  expect(primaryActionOf(lab('removing'))).toBe('remove');
});

test('a stopped lab is not red, even where its rungs fail', () => {
  expect(healthOf(lab('stopped', [{ ...ok, state: 'failed' }]), nowMs).tone).toBe('off');
});
