import { expect, test } from 'vitest';
import type { LabState, Rung } from '#shared/contract/labs.ts';
import { keyNames, listCommands, type PaletteFacts } from './list-commands.ts';

const ACTIONS = ['lab.up', 'vault.seal', 'vault.unseal', 'key.create'].map((id) => ({
  id,
  title: id,
  inputs: [],
}));

function stateOf(change: Partial<LabState> = {}): LabState {
  return {
    summary: { name: 'first-lab', status: 'running' },
    engineReason: '',
    keyName: 'my-key',
    folder: '/labs/first-lab',
    credentialsFile: '',
    services: [
      { name: 'vault', component: 'vault', version: '1', url: 'https://127.0.0.1:8200', state: 'running' },
    ],
    ladder: [],
    commandLog: [],
    ...change,
  };
}

function idsOf(change: Partial<PaletteFacts>): readonly string[] {
  const state = stateOf();
  const facts = {
    labs: [state.summary],
    state,
    actions: ACTIONS,
    isBusy: false,
    isProjector: false,
    isSharedScreen: false,
  };
  return listCommands({ ...facts, ...change }).map(({ id }) => id);
}

test('a running lab can be proven, stopped and sealed, and its addresses copied', () => {
  const ids = idsOf({});
  expect(ids).toEqual(
    expect.arrayContaining(['prove-first-lab', 'down-first-lab', 'action-vault.seal', 'copy-vault']),
  );
  expect(ids).not.toContain('up-first-lab');
  expect(ids).not.toContain('action-vault.unseal');
  expect(ids).not.toContain('action-lab.up');
});

test('a sealed Vault is unsealed, not sealed again', () => {
  const sealed: Rung = { id: 'unsealed', title: 'Vault unsealed', state: 'failed', evidence: '' };
  const ids = idsOf({ state: stateOf({ ladder: [sealed] }) });
  expect(ids).toContain('action-vault.unseal');
  expect(ids).not.toContain('action-vault.seal');
});

test('a stopped lab can only be brought up', () => {
  const services = stateOf().services.map((service) => ({ ...service, state: 'stopped' as const }));
  const summary = { name: 'first-lab', status: 'stopped' as const };
  const ids = idsOf({ state: stateOf({ summary, services }), labs: [summary] });
  expect(ids.filter((id) => /^(?:up|down|prove|action)-/.test(id))).toEqual(['up-first-lab']);
});

test('nothing is run on a lab while something runs on it', () => {
  expect(idsOf({ isBusy: true }).filter((id) => /^(?:up|down|prove|action)-/.test(id))).toEqual([]);
});

test('without a lab the palette still goes everywhere', () => {
  const ids = idsOf({ labs: [], state: undefined });
  expect(ids).toEqual(
    expect.arrayContaining(['go-new', 'go-components', 'go-engines', 'go-settings', 'theme-dark']),
  );
});

test('no two commands share an id', () => {
  const ids = idsOf({});
  expect(new Set(ids).size).toBe(ids.length);
});

test('the keys of a lab are its default one and those that were created', () => {
  const entry = { id: '1', at: '', title: '', tookMs: 1 };
  const commandLog = [
    { ...entry, commands: ['kes key create second-key'], ok: true },
    { ...entry, commands: ['kes key create refused'], ok: false },
  ];
  expect(keyNames({ keyName: 'my-key', commandLog })).toEqual(['my-key', 'second-key']);
});
