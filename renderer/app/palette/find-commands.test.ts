import { expect, test } from 'vitest';
import { findCommands, withRecent } from './find-commands.ts';
import type { PaletteCommand } from './palette-command.ts';

function command(id: string, title: string, more: Partial<PaletteCommand> = {}): PaletteCommand {
  return { id, title, group: 'Go to', effect: { kind: 'keys' }, ...more };
}

const COMMANDS = [
  command('labs', 'All labs'),
  command('seal', 'Seal Vault', { group: 'Run' }),
  command('unseal', 'Unseal Vault', { group: 'Run' }),
  command('key', 'my-key', { group: 'Keys', about: 'KES key, the default of first-lab' }),
  command('address', 'Copy the address of vault', { group: 'Copy' }),
];

function ids(query: string, recent: readonly string[] = []): readonly string[] {
  return findCommands(COMMANDS, query, recent).flatMap((group) => group.commands.map(({ id }) => id));
}

test('without a query the recent ones come first and nothing is listed twice', () => {
  const groups = findCommands(COMMANDS, '', ['unseal', 'gone']);
  expect(groups[0]).toEqual({ title: 'Recent', commands: [COMMANDS[2]] });
  expect(groups.flatMap((group) => group.commands)).toHaveLength(COMMANDS.length);
});

test('a title that starts with the word is found before one that only holds it', () => {
  expect(ids('seal')).toEqual(['seal', 'unseal']);
});

test('every word has to be somewhere, in any order', () => {
  expect(ids('vault copy')).toEqual(['address']);
  expect(ids('vault nothing')).toEqual([]);
});

test('a key is found by its name and by what it is', () => {
  expect(ids('my-k')).toEqual(['key']);
  expect(ids('kes')).toEqual(['key']);
});

test('of two that fit as well the one used lately is first', () => {
  const vaults = ['seal', 'unseal', 'address'];
  expect(ids('vault')).toEqual(vaults);
  expect(ids('vault', ['unseal'])[0]).toBe('unseal');
});

test('using a command again moves it to the front', () => {
  expect(withRecent(['a', 'b'], 'b')).toEqual(['b', 'a']);
});
