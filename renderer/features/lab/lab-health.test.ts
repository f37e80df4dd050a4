import { expect, test } from 'vitest';
import type { LabState, LabStatus, Rung, ServiceView } from '#shared/contract/labs.ts';
import { firstFailing, healthOf, primaryActionOf } from './lab-health.ts';

const provenAt = '2026-11-21T09:41:12.000Z';
const nowMs = Date.parse(provenAt) + 12_000;
const ok: Rung = { id: 'processes', title: 'Processes run', state: 'ok', evidence: '3 of 3' };
const sealed: Rung = {
  id: 'unsealed',
  title: 'Vault unsealed',
  state: 'failed',
  evidence: 'sealed',
  action: 'vault.unseal',
};
const untested: Rung = { ...ok, state: 'not-checked', evidence: 'the lab is stopped' };

function lab(
  status: LabStatus,
  ladder: Rung[] = [ok],
  serviceState: ServiceView['state'] = 'running',
): LabState {
  return {
    summary: { name: 'first-lab', status, provenAt },
    engineReason: '',
    keyName: 'my-key',
    folder: '/tmp/first-lab',
    credentialsFile: '/tmp/first-lab/secrets.json',
    services: [
      {
        name: 'vault',
        component: 'vault',
        version: '1.18.0',
        url: 'https://127.0.0.1:8200',
        state: serviceState,
      },
    ],
    ladder,
    commandLog: [],
  };
}

test('a proven lab shows the age of its proof, in green for an hour', () => {
  expect(healthOf(lab('running'), nowMs)).toEqual({ tone: 'ok', word: 'Proven 12 s ago' });
  expect(healthOf(lab('running'), nowMs + 7_200_000)).toEqual({ tone: 'neutral', word: 'Proven 2 h ago' });
});

test('a lab whose engine does not answer is not called stopped', () => {
  const stopped = lab('stopped');
  const error = { code: 'no-engine' as const, message: 'Docker does not answer.' };
  const away: LabState = { ...stopped, summary: { ...stopped.summary, error } };
  expect(healthOf(away, nowMs)).toEqual({ tone: 'warn', word: 'Engine does not answer' });
});

test('the first failing rung is named, whatever was proven before', () => {
  const failing = lab('running', [ok, sealed, { ...ok, id: 'quorum', state: 'not-checked' }]);
  expect(healthOf(failing, nowMs)).toEqual({ tone: 'fail', word: 'Fails at: Vault unsealed' });
  expect(firstFailing(failing.ladder)?.id).toBe('unsealed');
});

test('there is one primary action for each state', () => {
  expect(primaryActionOf(lab('running'))).toBe('prove');
  expect(primaryActionOf(lab('running', [ok, sealed]))).toBe('none');
  expect(primaryActionOf(lab('stopped', [untested], 'stopped'))).toBe('start');
  expect(primaryActionOf(lab('partial'))).toBe('start');
  expect(primaryActionOf(lab('removing'))).toBe('remove');
});

test('a start that failed and left nothing running can be started again, not proven', () => {
  const down = lab('failed', [untested], 'stopped');
  expect(primaryActionOf(down)).toBe('start');
  expect(healthOf(down, nowMs).word).toBe('Did not start');
  expect(primaryActionOf(lab('failed'))).toBe('prove');
});
