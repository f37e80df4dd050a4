import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, LAB, showLab } from '../fixtures/lab-page.ts';
import { expectFitForAll, type ShownPage } from '../fixtures/shown-page.ts';
import type { WebShell } from '../fixtures/web-shell.ts';
import type { SealabPage } from '../pages/sealab-page.ts';
import { WalkPage } from '../pages/walk-page.ts';

const LETTER = 'Dear reader, this letter is on the drives, and on none of them in clear.';
const SHA_256 = createHash('sha256').update(LETTER).digest('hex');
/** Another process’s change is seen within seconds; a busy machine takes longer. */
const PATIENT = { timeout: 20_000 };
const HEX_KEY = /^(?:[0-9a-f]{4} ){3}[0-9a-f]{4}$/;

let shown: ShownPage<WebShell>;
let shell: WebShell;
let sealab: SealabPage;
let walk: WalkPage;

/** Objects in two buckets, and one from before its bucket had a default. */
async function fill(filled: WebShell): Promise<void> {
  for (const bucket of ['invoices', 'letters']) await act(filled, 'bucket.create', `bucket=${bucket}`);
  await act(filled, 'object.put', 'bucket=letters', 'object=early.txt', `text=${LETTER}`);
  await act(filled, 'bucket.encryption.set', 'bucket=invoices', 'encryption=sse-s3');
  await act(filled, 'bucket.encryption.set', 'bucket=letters', 'encryption=sse-kms');
  await act(filled, 'object.put', 'bucket=invoices', 'object=2026/a & b.txt', `text=${LETTER}`);
  await act(filled, 'object.put', 'bucket=letters', 'object=letter.txt', `text=${LETTER}`);
}

beforeAll(async () => {
  shown = await showLab(fill);
  ({ sealab, server: shell } = shown);
  walk = new WalkPage(sealab.page);
  await sealab.proof.waitFor({ timeout: 30_000 });
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

test('an SSE-S3 object is walked to what was uploaded, and every check holds', async () => {
  await walk.open(LAB, 'invoices', '2026/a & b.txt');
  await walk.verdict(/^Plaintext reached, \d+ checks hold$/).waitFor();
  await expectFitForAll(sealab);
  await walk.step(/The plaintext/).click();
  const panel = walk.panel(/^13\. /);
  await panel.getByText(SHA_256).first().waitFor();
  expect(await panel.getByRole('textbox', { name: 'Beginning of the plaintext' }).inputValue()).toBe(LETTER);
  await panel.getByText("inspect first-lab 'invoices/2026/a & b.txt'").waitFor();
  await expectFitForAll(sealab);
});

test('the keyboard alone goes through the steps, to an origin, and to the table and back', async () => {
  await walk.step(/Derive the key encryption key/).click();
  await sealab.press('j');
  await walk.panel(/^8\. Open the sealed object key/).waitFor();
  await sealab.press('k');
  await walk.panel(/^7\. /).waitFor();
  await sealab.press('o');
  await walk.panel(/^5\. Let KES decrypt the data key/).waitFor();
  await sealab.press('t');
  await walk.table.waitFor();
  await expectFitForAll(sealab);
  await sealab.press('t');
  await walk.panel(/^5\. /).waitFor();
});

test('a secret of the walk is seen only as long as somebody asks for it, one at a time', async () => {
  await walk.step(/Derive the key encryption key/).click();
  const panel = walk.panel(/^7\. /);
  const before = await panel.getByText(HEX_KEY).count();
  await walk.reveal('data key').click();
  await walk.cover('data key').waitFor();
  await expect.poll(() => panel.getByText(HEX_KEY).count()).toBe(before + 4);
  await expectFitForAll(sealab);
  await walk.reveal('key encryption key').click();
  await walk.cover('key encryption key').waitFor();
  expect(await walk.cover('data key').count()).toBe(0);
  await sealab.press('r');
  await walk.reveal('key encryption key').waitFor();
  expect(await panel.getByText(HEX_KEY).count()).toBe(before);
});

test('on a shared screen nothing is revealed', async () => {
  expect((await shell.cli('settings', 'sharedScreen', 'true')).code).toBe(0);
  await expect.poll(() => walk.reveal('data key').isDisabled(), PATIENT).toBe(true);
  await sealab.press('r');
  expect(await walk.cover('data key').count()).toBe(0);
  expect((await shell.cli('settings', 'sharedScreen', 'false')).code).toBe(0);
  await expect.poll(() => walk.reveal('data key').isDisabled(), PATIENT).toBe(false);
});

test('a change in a copy stops the walk where it is found out, and leaves the drives as they are', async () => {
  await walk.open(LAB, 'invoices', '2026/a & b.txt');
  await walk.verdict(/^Plaintext reached/).waitFor();
  await walk.tryMenu.click();
  const swap = walk.tryItem(/Swap the first two packages/);
  await swap.getByText('It has fewer than two packages').waitFor();
  expect(await swap.isDisabled()).toBe(true);
  await expectFitForAll(sealab);
  await sealab.press('Escape');
  const stops = [
    [/^Flip one bit on a drive/, 11, /its bitrot hash is wrong/],
    [/^Flip one bit of the content/, 12, /is not authentic/],
    [/^Flip one bit of a tag/, 12, /is not authentic/],
    [/^Take it under another name/, 5, /is not authentic/],
    [/^Wipe one drive/, 1, /No drive holds an object/],
  ] as const;
  for (const [title, step, words] of stops) {
    await walk.tryIt(title);
    await walk.verdict(new RegExp(`^Stops at step ${step}$`)).waitFor();
    await walk
      .panel(new RegExp(`^${step}\\. `))
      .getByText(words)
      .first()
      .waitFor();
  }
  await walk.panel(/^1\. /).getByText('--try wipe-1').waitFor();
  await expectFitForAll(sealab);
  await walk.altered.getByRole('button', { name: 'Back to the object' }).click();
  await walk.verdict(/^Plaintext reached/).waitFor();
  expect(await walk.altered.count()).toBe(0);
});

test('a try that this lab cannot do says what is missing, and leads back', async () => {
  await walk.tryMenu.click();
  await walk.tryItem(/^Take another key/).click();
  await sealab.text(/The lab has one KES key only/).waitFor();
  await walk.altered.getByText('No copy was walked; nothing on the drives was changed.').waitFor();
  await expectFitForAll(sealab);
  await walk.altered.getByRole('button', { name: 'Back to the object' }).click();
  await walk.verdict(/^Plaintext reached/).waitFor();
});

test('a plain object has a strip of plaintext, and only its ETag tells of a change with a right hash', async () => {
  await walk.open(LAB, 'letters', 'early.txt');
  await walk.strip.getByText('1 run of plaintext').waitFor();
  await walk.tryIt(/^Flip one bit of the content/);
  await walk.verdict(/^Stops at step 14$/).waitFor();
  await expectFitForAll(sealab);
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
  await expectFitForAll(sealab);
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
  await expectFitForAll(sealab);
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
  await expectFitForAll(sealab);
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
  await act(shell, 'vault.seal');
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
  await expectFitForAll(sealab);
  await act(shell, 'vault.unseal');
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
  expect(sealab.consoleErrors).toEqual([]);
});
