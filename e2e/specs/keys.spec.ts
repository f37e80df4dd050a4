import { afterAll, beforeAll, expect, test } from 'vitest';
import { LAB, showLab } from '../fixtures/lab-page.ts';
import { expectFitForAll, type ShownPage } from '../fixtures/shown-page.ts';
import type { WebShell } from '../fixtures/web-shell.ts';
import { KeysPage, type WatchedAction } from '../pages/keys-page.ts';
import type { SealabPage } from '../pages/sealab-page.ts';

const WITHIN_MS = 1_000;

let shown: ShownPage<WebShell>;
let shell: WebShell;
let sealab: SealabPage;
let keys: KeysPage;

beforeAll(async () => {
  shown = await showLab();
  ({ sealab, server: shell } = shown);
  keys = new KeysPage(sealab.page);
  await sealab.ladder.waitFor({ timeout: 30_000 });
  await sealab.pressPlace('Keys');
  await keys.box('my-key').waitFor({ timeout: 30_000 });
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

/** The time from the end of an action to the page that shows it. */
async function followed(action: Omit<WatchedAction, 'lab'>): Promise<number> {
  const { endedAtMs, shownAtMs } = await keys.watch({ lab: LAB, ...action });
  const tookMs = shownAtMs - endedAtMs;
  console.log(`${action.action}: on the page ${tookMs} ms after its end`);
  return tookMs;
}

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
  await expectFitForAll(sealab);
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
  await expectFitForAll(sealab, ['dark']);
  await sealab.press('Escape');
  await keys.evidence.waitFor({ state: 'detached' });
});

test('the keyboard alone goes along the edges, opens the evidence, and gives the focus back', async () => {
  await sealab.tabTo(keys.box('my-key'));
  await sealab.press('ArrowLeft');
  expect(await keys.focusedName()).toMatch(/^kv my-key,/);
  await sealab.press('ArrowLeft', 'ArrowLeft');
  expect(await keys.focusedName()).toMatch(/^root key,/);
  await sealab.press('ArrowLeft');
  expect(await keys.focusedName()).toMatch(/^share /);
  await sealab.press('e');
  await keys.evidence.getByText('GET /v1/sys/seal-status').first().waitFor();
  await keys.evidence.getByRole('button', { name: /^Reveal/ }).click();
  await keys.evidence.getByRole('button', { name: /^Cover/ }).click();
  await expectFitForAll(sealab, ['light']);
  await sealab.press('Escape');
  await keys.evidence.waitFor({ state: 'detached' });
  expect(await keys.focusedName()).toMatch(/^share /);
  await sealab.press(' ');
  await keys.events.getByRole('button', { name: /^Paused/ }).waitFor();
  await sealab.press(' ');
  await keys.events.getByRole('button', { name: 'Following' }).waitFor();
});

test('T turns the graph into a table with the same keys, and back', async () => {
  await sealab.press('t');
  await keys.row('my-key').getByText('KES key', { exact: true }).waitFor();
  await keys.row('keyring').getByText('root key', { exact: true }).first().waitFor();
  await expectFitForAll(sealab, ['dark']);
  await sealab.press('t');
  await keys.box('my-key').waitFor();
});

test('only one key is shown when asked for', async () => {
  await sealab.page.getByLabel('Keys shown').selectOption('kes:invoices');
  await keys.box('my-key').waitFor({ state: 'detached' });
  await keys.box('photos').waitFor();
  await sealab.page.getByLabel('Keys shown').selectOption('');
  await keys.box('my-key').waitFor();
});

test('how the objects of a bucket are encrypted is counted on request, beside it and in the table', async () => {
  await keys.box('photos').click();
  await keys.evidence.getByRole('button', { name: 'Count objects' }).click();
  const counted = keys.evidence.getByRole('row').filter({ hasText: 'SSE-KMS' });
  await counted.getByText('invoices').waitFor();
  expect(await counted.getByRole('cell').innerText()).toBe('1');
  await keys.evidence.getByText(/^Looked at the only one\. Read at .* from 1 drive\.$/).waitFor();
  await expectFitForAll(sealab);
  await sealab.press('Escape');
  await keys.evidence.waitFor({ state: 'detached' });
  await sealab.press('t');
  await keys.graph.getByText(/^1 of 1 encrypted at /).waitFor();
  await sealab.press('t');
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
  await expectFitForAll(sealab, ['light']);
  expect(await followed({ action: 'vault.unseal', selector: '#key-box-root.key-box-present' })).toBeLessThan(
    WITHIN_MS,
  );
  await sealab.button('Seal Vault').waitFor({ timeout: 15_000 });
});

test('a stopped lab keeps its picture and says that no key is in memory', async () => {
  expect((await shell.cli('down', LAB)).code).toBe(0);
  await sealab.text(/^Nothing runs, so no key is in memory/).waitFor({ timeout: 15_000 });
  await keys.box('root key').waitFor();
  await expectFitForAll(sealab, ['dark']);
});

test('the page never broke a rule of its own policy or threw', () => {
  expect(sealab.consoleErrors).toEqual([]);
});
