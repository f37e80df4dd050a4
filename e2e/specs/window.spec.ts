import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showSealab } from '../fixtures/lab-page.ts';
import { expectFitForAll, type ShownPage } from '../fixtures/shown-page.ts';
import type { WebShell } from '../fixtures/web-shell.ts';
import { SealabPage } from '../pages/sealab-page.ts';

let shown: ShownPage<WebShell>;
let shell: WebShell;
let sealab: SealabPage;

beforeAll(async () => {
  shown = await showSealab();
  ({ sealab, server: shell } = shown);
  sealab.page.context().setDefaultTimeout(20_000);
  await sealab.firstRun.waitFor();
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

/** The settings as they lie on the disk: what the page shows is not enough. */
function storedSettings(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(shell.home, 'settings.json'), 'utf8'));
}

test('the palette goes to a page by keyboard alone, and gives the focus back when it is left', async () => {
  await sealab.tabTo(sealab.button(/^Bring up first-lab/));
  await sealab.page.keyboard.press('Control+k');
  await sealab.palette.waitFor();
  await expectFitForAll(sealab);
  await sealab.page.keyboard.type('nothing has this name');
  await sealab.text(/^Nothing is called/).waitFor();
  await expectFitForAll(sealab, ['dark']);
  await sealab.page.keyboard.press('Escape');
  await sealab.palette.waitFor({ state: 'detached' });
  expect(
    await sealab.button(/^Bring up first-lab/).evaluate((element) => element === document.activeElement),
  ).toBe(true);
  await sealab.fromPalette('engin', /^Engines/);
  await sealab.heading('Engines').waitFor();
});

test('the engines page says what a new lab runs on, and why', async () => {
  await sealab.text(/^A new lab (?:runs|would)/).waitFor();
  expect(await sealab.page.getByRole('row', { name: /Processes of this machine/ }).count()).toBe(1);
  await sealab.button('Look again').click();
  await sealab.button('Look again').waitFor();
  await expectFitForAll(sealab);
});

test('what was used last stands first in the palette', async () => {
  await sealab.page.keyboard.press('Control+k');
  await sealab.palette.waitFor();
  expect(await sealab.paletteLines.first().textContent()).toContain('Engines');
  await sealab.page.keyboard.press('Control+k');
  await sealab.palette.waitFor({ state: 'detached' });
});

test('the components page shows every component, where it is from and how it is got', async () => {
  await sealab.pressPlace('Components');
  await sealab.heading('Components').waitFor();
  const vault = sealab.page.getByRole('row', { name: /HashiCorp Vault/ });
  await vault.waitFor();
  await expectFitForAll(sealab);
  await sealab.button('More for the components').click();
  await sealab.page.getByRole('menuitem', { name: 'Load a saved set' }).click();
  await sealab.page.getByLabel('File').fill('not/a/whole/path');
  await sealab.text(/^Name the whole path/).waitFor();
  expect(await sealab.button('Load the set').isDisabled()).toBe(true);
  await expectFitForAll(sealab, ['light']);
  await sealab.page.getByLabel('File').fill('/there/is/no.set');
  await sealab.page.keyboard.press('Enter');
  await sealab.button('Put away').click();
});

test('a setting is saved at once, shown in its consequences, and taken back with one press', async () => {
  await sealab.pressPlace('Settings');
  await sealab.heading('Settings').waitFor();
  const shift = sealab.page.getByLabel('Port shift');
  await shift.fill('99999');
  await sealab.text(/^20,000 at most/).waitFor();
  await expectFitForAll(sealab, ['dark']);
  expect(await shift.inputValue()).toBe('99999');
  await shift.fill('10000');
  await shift.press('Enter');
  await sealab.text('18200').waitFor();
  await sealab.undo.waitFor();
  expect(storedSettings()['portShift']).toBe(10_000);
  await expectFitForAll(sealab, ['light']);
  await sealab.undo.press('Enter');
  await sealab.text('8200').waitFor();
  await expect.poll(() => storedSettings()['portShift']).toBe(0);
});

test('another window sees a change of the settings, and the bar of both says that the screen is shared', async () => {
  const other = await SealabPage.open(sealab.page.context(), shell.url);
  await other.page.getByRole('link', { name: 'Settings' }).click();
  const shared = other.page.getByRole('switch', { name: 'Others see this screen' });
  await shared.click();
  await sealab.page.getByRole('link', { name: 'Shared screen' }).waitFor({ timeout: 15_000 });
  await sealab.page.getByRole('switch', { name: 'Others see this screen', checked: true }).waitFor();
  await shared.click();
  await sealab.page
    .getByRole('link', { name: 'Shared screen' })
    .waitFor({ state: 'detached', timeout: 15_000 });
  await other.page.close();
});

test('the projector size makes everything larger and nothing wider than the window', async () => {
  const projector = sealab.page.getByRole('switch', { name: 'Projector size' });
  const before = await sealab.heading('Settings').boundingBox();
  await projector.click();
  const after = await sealab.heading('Settings').boundingBox();
  expect((after?.height ?? 0) / (before?.height ?? 1)).toBeCloseTo(1.25, 1);
  await expectFitForAll(sealab, ['light']);
  await projector.click();
});

test('a lab is sealed and unsealed from the palette, and the bar on every page leads to what fails', async () => {
  await sealab.page.getByText('Plain child processes on 127.0.0.1.').click();
  await expect.poll(() => storedSettings()['engine']).toBe('process');
  await sealab.pressPlace('Lab');
  await sealab.button(/^Bring up first-lab/).click();
  await sealab.proven.waitFor({ timeout: 90_000 });
  await sealab.fromPalette('seal', /^Seal Vault/);
  await sealab.page.getByRole('dialog').getByRole('button', { name: 'Seal Vault' }).click();
  await sealab.ladder.getByText(/Vault is sealed/).waitFor({ timeout: 15_000 });
  await sealab.pressPlace('Engines');
  await sealab.heading('Engines').waitFor();
  await sealab.button(/^Fails at: Vault unsealed/).click();
  await sealab.ladder.waitFor();
  await sealab.fromPalette('unseal', /^Unseal Vault/);
  await sealab.page.getByRole('dialog').getByRole('button', { name: 'Unseal Vault' }).click();
  await sealab.ladder.getByText('8 of 8').waitFor({ timeout: 30_000 });
});

test('a key is found by its name', async () => {
  await sealab.place('Settings').click();
  await sealab.fromPalette('my-key', /^my-key/);
  await sealab.heading('Keys').waitFor();
});

test('the window never broke a rule of its own policy or threw', () => {
  expect(sealab.consoleErrors).toEqual([]);
});
