import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isLicenceName, licenceText } from './licence-texts.ts';

const catalogue = readFileSync(
  new URL('../../../resources/components/catalogue.yaml', import.meta.url),
  'utf8',
);
const names = new Set([...catalogue.matchAll(/^ +licence: (\S+)$/gm)].map(([, name = '']) => name));

test('every licence of the catalogue can be read in its own words', async () => {
  expect(names.size).toBeGreaterThan(0);
  for (const name of names) {
    if (!isLicenceName(name)) throw new Error(`The text of ${name} is missing.`);
    expect(await licenceText(name)).toMatch(/licen[cs]e/i);
  }
  expect(await licenceText('BUSL-1.1')).toContain('Business Source License');
  expect(await licenceText('AGPL-3.0')).toContain('GNU AFFERO GENERAL PUBLIC LICENSE');
  expect(await licenceText('Apache-2.0')).toContain('Apache License');
});

test('a licence that nobody knows has no text', () => {
  expect(isLicenceName('toString')).toBe(false);
});
