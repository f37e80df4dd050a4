import { expect, test } from 'vitest';
import type { CommandLogEntry } from '#shared/contract/labs.ts';
import { filterEntries } from './command-log-filter.ts';

const entry = (title: string, ...commands: string[]): CommandLogEntry => ({
  id: title,
  at: '2026-11-21T09:41:12.000Z',
  title,
  commands,
  tookMs: 1,
  ok: true,
});
const entries = [
  entry('Unseal Vault', 'vault operator unseal -'),
  entry('Create the KES key', 'kes key create my-key'),
];
const titles = (text: string): string[] => filterEntries(entries, text).map(({ title }) => title);

test('every word must stand somewhere in the entry, in any order and case', () => {
  expect(titles('UNSEAL')).toEqual(['Unseal Vault']);
  expect(titles('key kes')).toEqual(['Create the KES key']);
  expect(titles('key vault')).toEqual([]);
});

test('an empty filter hides nothing', () => {
  expect(titles('  ')).toHaveLength(2);
});

test('a failed entry is found by its error', () => {
  const failed = {
    ...entry('Start KES'),
    ok: false,
    error: { code: 'service-died' as const, message: 'KES does not run.' },
  };
  expect(filterEntries([failed], 'does not run')).toHaveLength(1);
});
