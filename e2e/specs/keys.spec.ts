import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { startWebShell, type WebShell } from '../fixtures/web-shell.ts';
import { KeysPage, type WatchedAction } from '../pages/keys-page.ts';
import { SealabPage } from '../pages/sealab-page.ts';

const LAB = 'first-lab';
const WITHIN_MS = 1_000;

let browser: Browser;
let shell: WebShell;
let context: BrowserContext;
let sealab: SealabPage;
let keys: KeysPage;
const consoleErrors: string[] = [];

beforeAll(async () => {
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell(['--no-lab'])]);
  expect((await shell.cli('up', LAB, '--engine', 'process')).code).toBe(0);
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  sealab = await SealabPage.open(context, shell.url);
  keys = new KeysPage(sealab.page);
  sealab.page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  sealab.page.on('pageerror', (error) => consoleErrors.push(error.message));
  await sealab.ladder.waitFor({ timeout: 30_000 });
  await sealab.pressPlace('Keys');
  await keys.box('my-key').waitFor({ timeout: 30_000 });
});

afterAll(async () => {
  await browser?.close();
  await shell?.[Symbol.asyncDispose]();
});

/** axe in both themes unless told otherwise, at the size of a small laptop. */
async function expectFitForAll(schemes: readonly ('light' | 'dark')[] = ['light', 'dark']): Promise<void> {
  for (const colorScheme of schemes) {
    await sealab.page.emulateMedia({ colorScheme });
    expect(await sealab.accessibilityFindings()).toEqual([]);
  }
  expect(await sealab.scrollsSideways()).toBe(false);
}

/** The time from the end of an action to the page that shows it. */
async function followed(action: Omit<WatchedAction, 'lab'>): Promise<number> {
  const { endedAtMs, shownAtMs } = await keys.watch({ lab: LAB, ...action });
  const tookMs = shownAtMs - endedAtMs;
  console.log(`${action.action}: on the page ${tookMs} ms after its end`);
  return tookMs;
}

const press = async (...names: string[]): Promise<void> => {
  for (const name of names) await sealab.page.keyboard.press(name);
};

test('every key of a real lab is drawn where it lives, from the shares to the objects', async () => {
  expect(await keys.wordsOf('share 1')).toMatch(/given, 3 of 3, in People/);
  expect(await keys.wordsOf('share 5')).toMatch(/kept back/);
  expect(await keys.wordsOf('root key')).toMatch(/open, in Vault/);
  expect(await keys.wordsOf('keyring')).toMatch(/term 1, in Vault/);
  expect(await keys.wordsOf('my-key')).toMatch(/KES key, .*in KES/);
  for (const id of ['root>keyring', 'keyring>kv:my-key', 'kv:my-key>kes:my-key'])
    expect(await keys.line(id).count()).toBe(1);
  const box = await keys.box('my-key').boundingBox();
  expect((box?.y ?? Number.NaN) + (box?.height ?? Number.NaN)).toBeLessThan(800);
  expect(await keys.smallestText()).toBeGreaterThanOrEqual(12);
  await expectFitForAll();
});

test('a key that is created shows within a second', async () => {
  expect(
    await followed({ action: 'key.create', input: { key: 'invoices' }, selector: '#key-box-kes\\:invoices' }),
  ).toBeLessThan(WITHIN_MS);
});

test('the default of a bucket leads to its key within a second', async () => {
  await keys.watch({
    lab: LAB,
    action: 'bucket.create',
    input: { bucket: 'photos' },
    selector: '#key-box-bucket\\:photos',
  });
  expect(
    await followed({
      action: 'bucket.encryption.set',
      input: { bucket: 'photos', encryption: 'sse-kms', key: 'invoices' },
      selector: 'path[data-edge="kes:invoices>bucket:photos"]:not(.key-edge-off)',
    }),
  ).toBeLessThan(WITHIN_MS);
});

test('a PUT and a GET light their way within a second, and say what was asked', async () => {
  const object = { bucket: 'photos', object: 'letter.txt' };
  expect(
    await followed({
      action: 'object.put',
      input: { ...object, text: 'hello' },
      selector: '[data-event][title="PUT photos/letter.txt"]',
    }),
  ).toBeLessThan(WITHIN_MS);
  expect(
    await followed({
      action: 'object.get',
      input: object,
      selector: '[data-event][title="GET photos/letter.txt"]',
    }),
  ).toBeLessThan(WITHIN_MS);
  await keys.label.filter({ hasText: 'GET photos/letter.txt' }).waitFor();
  await keys.event('GET photos/letter.txt').hover();
  expect(await keys.litLines()).toEqual(
    expect.arrayContaining(['kes:invoices>bucket:photos', 'bucket:photos>objects:photos']),
  );
  await keys.event('GET photos/letter.txt').click();
  await keys.evidence.getByText(/MinIO asks KES to decrypt with invoices/).waitFor();
  await expectFitForAll(['dark']);
  await press('Escape');
  await keys.evidence.waitFor({ state: 'detached' });
});

test('the keyboard alone goes along the edges, opens the evidence, and gives the focus back', async () => {
  await sealab.tabTo(keys.box('my-key'));
  await press('ArrowLeft');
  expect(await keys.focusedName()).toMatch(/^kv my-key,/);
  await press('ArrowLeft', 'ArrowLeft');
  expect(await keys.focusedName()).toMatch(/^root key,/);
  await press('ArrowLeft');
  expect(await keys.focusedName()).toMatch(/^share /);
  await press('e');
  await keys.evidence.getByText('GET /v1/sys/seal-status').first().waitFor();
  await keys.evidence.getByRole('button', { name: /^Reveal/ }).click();
  await keys.evidence.getByRole('button', { name: /^Cover/ }).click();
  await expectFitForAll(['light']);
  await press('Escape');
  await keys.evidence.waitFor({ state: 'detached' });
  expect(await keys.focusedName()).toMatch(/^share /);
  await press(' ');
  await keys.events.getByRole('button', { name: /^Paused/ }).waitFor();
  await press(' ');
  await keys.events.getByRole('button', { name: 'Following' }).waitFor();
});

test('T turns the graph into a table with the same keys, and back', async () => {
  await press('t');
  await keys.row('my-key').getByText('KES key', { exact: true }).waitFor();
  await keys.row('keyring').getByText('root key', { exact: true }).first().waitFor();
  await expectFitForAll(['dark']);
  await press('t');
  await keys.box('my-key').waitFor();
});

test('only one key is shown when asked for', async () => {
  await sealab.page.getByLabel('Keys shown').selectOption('kes:invoices');
  await keys.box('my-key').waitFor({ state: 'detached' });
  await keys.box('photos').waitFor();
  await sealab.page.getByLabel('Keys shown').selectOption('');
  await keys.box('my-key').waitFor();
});

test('a key is created from the page, with the line that does the same', async () => {
  await sealab.button('Create KES key').click();
  const dialog = sealab.page.getByRole('dialog');
  await dialog.getByText('kes key create second-key').waitFor();
  await dialog.getByRole('button', { name: 'Create a KES key' }).click();
  await keys.box('second-key').waitFor({ timeout: 15_000 });
});

test('sealing and unsealing Vault shows within a second each', async () => {
  expect(await followed({ action: 'vault.seal', selector: '#key-box-root.key-box-absent' })).toBeLessThan(
    WITHIN_MS,
  );
  expect(await keys.wordsOf('root key')).toMatch(/sealed/);
  await sealab.button('Unseal Vault').waitFor({ timeout: 15_000 });
  await expectFitForAll(['light']);
  expect(await followed({ action: 'vault.unseal', selector: '#key-box-root.key-box-present' })).toBeLessThan(
    WITHIN_MS,
  );
  await sealab.button('Seal Vault').waitFor({ timeout: 15_000 });
});

test('a stopped lab keeps its picture and says that no key is in memory', async () => {
  expect((await shell.cli('down', LAB)).code).toBe(0);
  await sealab.text(/^Nothing runs, so no key is in memory/).waitFor({ timeout: 15_000 });
  await keys.box('root key').waitFor();
  await expectFitForAll(['dark']);
});

test('the page never broke a rule of its own policy or threw', () => {
  expect(consoleErrors).toEqual([]);
});
