import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, LAB, showLab } from '../fixtures/lab-page.ts';
import { expectFitForAll, type ShownPage } from '../fixtures/shown-page.ts';
import type { WebShell } from '../fixtures/web-shell.ts';
import { ObjectsPage } from '../pages/objects-page.ts';
import type { SealabPage } from '../pages/sealab-page.ts';
import { WalkPage } from '../pages/walk-page.ts';

const WORDS = 'Dear Ms Okafor,';
/** Longer than what is kept inside of xl.meta, so that it lies in a file of its own. */
const LETTER = `${WORDS}\nplease find the invoice of March attached.\n`.repeat(20_000);

let shown: ShownPage<WebShell>;
let sealab: SealabPage;
let objects: ObjectsPage;

beforeAll(async () => {
  shown = await showLab();
  ({ sealab } = shown);
  objects = new ObjectsPage(sealab.page);
  await sealab.proof.waitFor({ timeout: 30_000 });
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

test('a bucket is made with the default encryption that was chosen, beside those of the proof', async () => {
  await sealab.pressPlace('Objects');
  await sealab.heading('Objects').waitFor();
  await objects.bucketRow('sealab-proof').waitFor();
  await expectFitForAll(sealab);
  await objects.createBucket('letters', 'SSE-KMS');
  await sealab.text('Nothing is here yet').waitFor();
  await expectFitForAll(sealab);
  await sealab.page.goBack();
  expect(await objects.bucketRow('letters').innerText()).toMatch(/SSE-KMS\s+my-key/);
});

test('a chosen file is uploaded with its progress and stands in the list', async () => {
  await objects.openBucket('letters');
  await objects.chooseFile('letter.txt', LETTER);
  await objects.dialog.getByText('This bucket’s default:').waitFor();
  await expectFitForAll(sealab);
  await objects.confirmUpload();
  await objects.objectLink('letter.txt').waitFor();
  await expectFitForAll(sealab);
});

test('an object is three truths: no client and no drive shows what the other one does', async () => {
  await objects.openObject('letter.txt');
  await objects.clientView.getByText('aws:kms', { exact: true }).waitFor();
  await objects.clientView.getByText(String(LETTER.length), { exact: true }).waitFor();
  await objects.serverView.getByText('…Encryption-Kms-Sealed-Key').waitFor();
  await objects.bytes.getByText(/^Header of package 1/).waitFor();
  await objects.bytes
    .getByText(/^20 00 ff ff/)
    .first()
    .waitFor();
  await expectFitForAll(sealab);
});

test('what the pointer is on lights its counterpart in the other view', async () => {
  const header = objects.clientView.getByRole('listitem').filter({ hasText: 'kms-key-id' });
  const field = objects.serverView.getByRole('listitem').filter({ hasText: 'S3-Kms-Key-Id' });
  expect(await field.getAttribute('data-lit')).toBe('false');
  await header.hover();
  await expect.poll(() => field.getAttribute('data-lit')).toBe('true');
});

test('the views are gone through by keyboard: focus, fields, offset, table, search', async () => {
  await sealab.press('2', 'ArrowDown');
  await expect
    .poll(() => sealab.page.evaluate(() => document.activeElement?.textContent ?? ''))
    .toContain('Encryption-Kms-Sealed-Key');
  await sealab.press('g');
  await sealab.page.keyboard.type('0x10030');
  await sealab.press('Enter');
  await objects.bytes.getByText('010030', { exact: true }).waitFor();
  await sealab.press('t');
  await objects.driveView.getByRole('row', { name: /Bitrot hash of block 1.*checked/ }).waitFor();
  await expectFitForAll(sealab);
  await sealab.press('t', 'Control+f');
  await expect
    .poll(() => sealab.page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Text of the plaintext');
});

test('the search finds nothing of an encrypted object on its drive', async () => {
  expect(await objects.search(WORDS)).toMatch(/found on 0 of 1 drive\s+Searched 1 drive, 2 files, /);
  await expectFitForAll(sealab);
});

test('the bytes of a field are shown where they are in xl.meta', async () => {
  const field = objects.serverView.getByRole('listitem').filter({ hasText: 'Encryption-Kms-Sealed-Key' });
  await field.getByRole('button', { name: /^Show the bytes/ }).click();
  await objects.driveView
    .getByRole('region', { name: /^Bytes of xl.meta/ })
    .getByText('…Encryption-Kms-Sealed-Key')
    .waitFor();
});

test('a download is the file that was uploaded', async () => {
  const [download] = await Promise.all([
    sealab.page.waitForEvent('download'),
    sealab.button('Download').click(),
  ]);
  const got = readFileSync(await download.path());
  expect(createHash('sha256').update(got).digest('hex')).toBe(
    createHash('sha256').update(LETTER).digest('hex'),
  );
  expect(download.suggestedFilename()).toBe('letter.txt');
});

test('the same search finds a dropped file that was not encrypted, and shows where', async () => {
  await sealab.place('Objects').click();
  await objects.createBucket('open', 'None');
  await objects.dropFile('letter.txt', LETTER);
  await objects.confirmUpload();
  await objects.openObject('letter.txt');
  expect(await objects.search(WORDS)).toMatch(/found on 1 of 1 drive\s+Searched 1 drive, 2 files, /);
  await objects.driveView.getByRole('button', { name: /part\.1, at 0x20/ }).click();
  await objects.bytes.locator('mark').first().waitFor();
  await expectFitForAll(sealab);
});

test('an object under a customer key is read by who has the key', async () => {
  await sealab.page.goBack();
  await objects.chooseFile('private.txt', 'Only for me');
  await objects.dialog.getByRole('radio', { name: /^SSE-C/ }).check();
  await objects.dialog.getByLabel('Name of the new customer key').fill('mine');
  await objects.confirmUpload();
  await objects.openObject('private.txt');
  await objects.clientView.getByText('AES256', { exact: true }).waitFor();
  await objects.serverView.getByText('…Encryption-Sealed-Key').waitFor();
  await sealab.page.getByLabel('Customer key to ask with').waitFor();
  await expectFitForAll(sealab);
});

test('where the lab lost the customer key, the walk takes the one that somebody gives, and forgets it', async () => {
  const file = join(shown.server.home, 'labs', LAB, 'shell', 'customer-keys', 'mine');
  const key = readFileSync(file, 'utf8').trim();
  await act(shown.server, 'customer-key.remove', 'name=mine');
  const walk = new WalkPage(sealab.page);
  await walk.open(LAB, 'open', 'private.txt');
  await walk.verdict(/^Stops at step 7$/).waitFor();
  await walk.giveKey.click();
  const dialog = sealab.page.getByRole('dialog', { name: 'Give the customer key' });
  const field = dialog.getByLabel('Customer key', { exact: true });
  const giveIt = async (text: string): Promise<void> => {
    await field.fill(text);
    await dialog.getByRole('button', { name: 'Walk with it' }).click();
  };
  await giveIt('a lost key');
  await dialog.getByText(/^It is 32 bytes/).waitFor();
  await expectFitForAll(sealab);
  await giveIt('thirty-two characters, wrong key');
  await walk.verdict(/^Stops at step 8$/).waitFor();
  await walk.giveKey.click();
  await field.fill(key);
  await dialog.getByText('Read as base64: 32 bytes.').waitFor();
  await dialog.getByRole('button', { name: 'Walk with it' }).click();
  await walk.verdict(/^Plaintext reached/).waitFor();
  await walk.given.getByText('Walked with a customer key that you gave.').waitFor();
  await walk.step(/The plaintext/).click();
  const panel = walk.panel(/^13\. /);
  expect(await panel.getByRole('textbox', { name: 'Beginning of the plaintext' }).inputValue()).toBe(
    'Only for me',
  );
  await panel.getByText(`inspect ${LAB} open/private.txt --customer-key-file FILE`).waitFor();
  await panel.getByRole('button', { name: 'Save the plaintext' }).click();
  const save = sealab.page.getByRole('dialog', { name: 'Save the plaintext' });
  await save.getByText(/a browser cannot save it/).waitFor();
  expect(await save.getByRole('button', { name: 'Download' }).count()).toBe(0);
  await expectFitForAll(sealab);
  await sealab.press('Escape');
  expect(await sealab.page.content()).not.toContain(key);
  await walk.given.getByRole('button', { name: 'Back to the keys of the lab' }).click();
  await walk.verdict(/^Stops at step 7$/).waitFor();
});

test('a deleted object of a versioned bucket comes back when its marker is deleted', async () => {
  await sealab.place('Objects').click();
  await sealab.button('More for letters').click();
  await sealab.page.getByRole('menuitem', { name: 'Versions' }).click();
  await objects.dialog.getByRole('button', { name: 'Keep versions' }).click();
  await objects.dialog.waitFor({ state: 'detached' });
  await expect.poll(() => objects.bucketRow('letters').innerText()).toContain('kept');
  await objects.openBucket('letters');
  await objects.chooseFile('letter.txt', 'A second letter');
  await objects.confirmUpload();
  await objects.openObject('letter.txt');
  await sealab.button('More for this object').click();
  await sealab.page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
  await objects.dialog.getByText(/mc rm/).waitFor();
  await objects.dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await sealab.text(/^Nothing is here now/).waitFor();
  await sealab.page.getByRole('switch', { name: 'Versions' }).click({ force: true });
  await expect.poll(() => objects.objectLink('letter.txt').count()).toBe(3);
  await sealab.page.getByText('delete marker').waitFor();
  await expectFitForAll(sealab);
  await sealab.button('More for letter.txt').first().click();
  await sealab.page.getByRole('menuitem', { name: /^Restore/ }).click();
  await objects.dialog.getByRole('button', { name: 'Restore the object' }).click();
  await expect.poll(() => objects.objectLink('letter.txt').count()).toBe(2);
});

test('a bucket goes only when it is empty, and says so', async () => {
  await sealab.place('Objects').click();
  await sealab.button('More for open').click();
  await sealab.page.getByRole('menuitem', { name: 'Delete the bucket' }).click();
  await objects.dialog.getByRole('button', { name: 'Delete open' }).click();
  await objects.dialog
    .getByText(/not empty|holds/)
    .last()
    .waitFor();
  await sealab.press('Escape');
  await objects.bucketRow('open').waitFor();
});

test('the page never broke a rule of its own policy or threw', () => {
  expect(sealab.consoleErrors).toEqual([]);
});
