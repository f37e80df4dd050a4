import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { startWebShell, type WebShell } from '../fixtures/web-shell.ts';
import { SealabPage } from '../pages/sealab-page.ts';
import { WalkPage } from '../pages/walk-page.ts';

const LAB = 'first-lab';
const LETTER = 'Dear reader, this letter is on the drives, and on none of them in clear.';
const SHA_256 = createHash('sha256').update(LETTER).digest('hex');
/** Another process’s change is seen within seconds; a busy machine takes longer. */
const PATIENT = { timeout: 20_000 };
const HEX_KEY = /^(?:[0-9a-f]{4} ){3}[0-9a-f]{4}$/;

let browser: Browser;
let shell: WebShell;
let context: BrowserContext;
let sealab: SealabPage;
let walk: WalkPage;
const consoleErrors: string[] = [];

async function act(action: string, ...input: string[]): Promise<void> {
  expect((await shell.cli('action', 'run', LAB, action, ...input)).code).toBe(0);
}

beforeAll(async () => {
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell(['--no-lab'])]);
  expect((await shell.cli('up', LAB, '--engine', 'process')).code).toBe(0);
  for (const bucket of ['invoices', 'letters']) await act('bucket.create', `bucket=${bucket}`);
  await act('object.put', 'bucket=letters', 'object=early.txt', `text=${LETTER}`);
  await act('bucket.encryption.set', 'bucket=invoices', 'encryption=sse-s3');
  await act('bucket.encryption.set', 'bucket=letters', 'encryption=sse-kms');
  await act('object.put', 'bucket=invoices', 'object=2026/a & b.txt', `text=${LETTER}`);
  await act('object.put', 'bucket=letters', 'object=letter.txt', `text=${LETTER}`);
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  sealab = await SealabPage.open(context, shell.url);
  walk = new WalkPage(sealab.page);
  sealab.page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  sealab.page.on('pageerror', (error) => consoleErrors.push(error.message));
  await sealab.proof.waitFor({ timeout: 30_000 });
});

afterAll(async () => {
  await browser?.close();
  await shell?.[Symbol.asyncDispose]();
});

/** axe in both themes, at the size of a small laptop. */
async function expectFitForAll(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await sealab.page.emulateMedia({ colorScheme });
    expect(await sealab.accessibilityFindings()).toEqual([]);
  }
  expect(await sealab.scrollsSideways()).toBe(false);
}

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await sealab.page.keyboard.press(key);
};

test('an SSE-S3 object is walked to what was uploaded, and every check holds', async () => {
  await walk.open(LAB, 'invoices', '2026/a & b.txt');
  await walk.verdict(/^Plaintext reached, \d+ checks hold$/).waitFor();
  await expectFitForAll();
  await walk.step(/The plaintext/).click();
  const panel = walk.panel(/^13\. /);
  await panel.getByText(SHA_256).first().waitFor();
  expect(await panel.getByRole('textbox', { name: 'Beginning of the plaintext' }).inputValue()).toBe(LETTER);
  await panel.getByText("inspect first-lab 'invoices/2026/a & b.txt'").waitFor();
  await expectFitForAll();
});

test('the keyboard alone goes through the steps, to an origin, and to the table and back', async () => {
  await walk.step(/Derive the key encryption key/).click();
  await press('j');
  await walk.panel(/^8\. Open the sealed object key/).waitFor();
  await press('k');
  await walk.panel(/^7\. /).waitFor();
  await press('o');
  await walk.panel(/^5\. Let KES decrypt the data key/).waitFor();
  await press('t');
  await walk.table.waitFor();
  await expectFitForAll();
  await press('t');
  await walk.panel(/^5\. /).waitFor();
});

test('a secret of the walk is seen only as long as somebody asks for it, one at a time', async () => {
  await walk.step(/Derive the key encryption key/).click();
  const panel = walk.panel(/^7\. /);
  const before = await panel.getByText(HEX_KEY).count();
  await walk.reveal('data key').click();
  await walk.cover('data key').waitFor();
  await expect.poll(() => panel.getByText(HEX_KEY).count()).toBe(before + 4);
  await expectFitForAll();
  await walk.reveal('key encryption key').click();
  await walk.cover('key encryption key').waitFor();
  expect(await walk.cover('data key').count()).toBe(0);
  await press('r');
  await walk.reveal('key encryption key').waitFor();
  expect(await panel.getByText(HEX_KEY).count()).toBe(before);
});

test('on a shared screen nothing is revealed', async () => {
  expect((await shell.cli('settings', 'sharedScreen', 'true')).code).toBe(0);
  await expect.poll(() => walk.reveal('data key').isDisabled(), PATIENT).toBe(true);
  await press('r');
  expect(await walk.cover('data key').count()).toBe(0);
  expect((await shell.cli('settings', 'sharedScreen', 'false')).code).toBe(0);
  await expect.poll(() => walk.reveal('data key').isDisabled(), PATIENT).toBe(false);
});

test('an SSE-KMS object is walked to the same bytes', async () => {
  await walk.open(LAB, 'letters', 'letter.txt');
  await walk.verdict(/^Plaintext reached/).waitFor();
  await walk.step(/The plaintext/).click();
  await walk
    .panel(/^13\. /)
    .getByText(SHA_256)
    .first()
    .waitFor();
});

test('the plaintext is saved by the browser, and a report without any secret', async () => {
  const panel = walk.panel(/^13\. /);
  await panel.getByRole('button', { name: 'Save the plaintext' }).click();
  const dialog = sealab.page.getByRole('dialog');
  const [plaintext] = await Promise.all([
    sealab.page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(await readFile(await plaintext.path(), 'utf8')).toBe(LETTER);
  await dialog.getByText('The plaintext is saved.').waitFor();
  await expectFitForAll();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await sealab.button('Report').click();
  const [report] = await Promise.all([
    sealab.page.waitForEvent('download'),
    sealab.page.getByRole('menuitem', { name: 'Save as Markdown' }).click(),
  ]);
  const text = await readFile(await report.path(), 'utf8');
  expect(text).toContain(SHA_256);
  expect(text.match(/\[covered\]/g)?.length).toBeGreaterThanOrEqual(5);
});

test('without its only drive there is nothing to walk, and the page says so', async () => {
  await walk.toggleDrive('minio');
  await sealab.text(/^No drive holds an object letters\/letter\.txt/).waitFor({ timeout: 20_000 });
  await sealab.text(/minio is taken as absent, as you asked/).waitFor();
  expect(await walk.steps.count()).toBe(0);
  await expectFitForAll();
  await walk.toggleDrive('minio');
  await walk.verdict(/^Plaintext reached/).waitFor({ timeout: 20_000 });
});

test('a rewrap changes what wraps the object key and leaves the data; a copy onto itself writes it anew', async () => {
  await walk.show('Rotation');
  const rewrap = walk.rotation(/^Rewrap/);
  await rewrap.getByRole('button', { name: 'Rewrap the object key' }).click();
  await sealab.page
    .getByRole('dialog')
    .getByRole('button', { name: /^Rewrap/ })
    .click();
  await rewrap.getByRole('table').waitFor({ timeout: 60_000 });
  expect(await walk.rotated(rewrap, 'encrypted data key')).toBe('changed');
  expect(await walk.rotated(rewrap, 'IV')).toBe('changed');
  expect(await walk.rotated(rewrap, 'bytes on the drives')).toBe('same');
  expect(await walk.rotated(rewrap, 'object key')).toBe('same');
  expect(await walk.rotated(rewrap, 'SHA-256 of the plaintext')).toBe('same');
  await expectFitForAll();
  const copy = walk.rotation(/^Copy an object/);
  await copy.getByRole('button', { name: 'Copy it onto itself' }).click();
  await sealab.page
    .getByRole('dialog')
    .getByRole('button', { name: /^Copy an object/ })
    .click();
  await copy.getByRole('table').waitFor({ timeout: 60_000 });
  expect(await walk.rotated(copy, 'bytes on the drives')).toBe('changed');
  expect(await walk.rotated(copy, 'object key')).toBe('changed');
  expect(await walk.rotated(copy, 'SHA-256 of the plaintext')).toBe('same');
});

test('an object from before the default is found in clear, and encrypted on request', async () => {
  const card = walk.rotation(/^Objects from before the default/);
  await card.getByText('early.txt').waitFor();
  await card.getByRole('button', { name: 'Encrypt early.txt' }).click();
  await sealab.page
    .getByRole('dialog')
    .getByRole('button', { name: /^Encrypt/ })
    .click();
  await card.getByText(/none is in clear/).waitFor({ timeout: 30_000 });
  await walk.show('Steps');
});

test('with Vault sealed and KES’s cache empty the walk stops at the data key and says what that means', async () => {
  await act('vault.seal');
  await walk.open(LAB, 'invoices', '2026/a & b.txt');
  await expect
    .poll(
      async () => {
        await walk.again.click();
        await walk.ended('2026/a & b.txt');
        return await walk.verdict(/^Stops at step 5$/).count();
      },
      { timeout: 60_000, interval: 3_000 },
    )
    .toBe(1);
  await walk.panel(/^5\. /).getByText('The steps after it have no input.').waitFor();
  await expectFitForAll();
  await act('vault.unseal');
  await expect
    .poll(
      async () => {
        await walk.again.click();
        await walk.ended('2026/a & b.txt');
        return await walk.verdict(/^Plaintext reached/).count();
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toBe(1);
});

test('the page never broke a rule of its own policy or threw', () => {
  expect(consoleErrors).toEqual([]);
});
