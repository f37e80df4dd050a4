import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, LAB, showLab } from '../fixtures/lab-page.ts';
import { expectFitForAll, type ShownPage } from '../fixtures/shown-page.ts';
import type { WebShell } from '../fixtures/web-shell.ts';
import { DataPath } from '../pages/data-path.ts';
import type { SealabPage } from '../pages/sealab-page.ts';

/** The page follows within seconds; a busy machine takes longer. */
const PATIENT = { timeout: 15_000 };

let shown: ShownPage<WebShell>;
let shell: WebShell;
let sealab: SealabPage;
let path: DataPath;

beforeAll(async () => {
  shown = await showLab();
  ({ sealab, server: shell } = shown);
  path = new DataPath(sealab.page);
  await path.box('minio').waitFor({ timeout: 30_000 });
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

test('the diagram shows each place and its keys, above the fold and readable by anybody', async () => {
  for (const key of ['plaintext', 'ciphertext', 'data key', 'KES key', 'root key', 'shares'])
    await path.card.getByText(key, { exact: true }).first().waitFor();
  const box = await path.box('vault').boundingBox();
  expect((box?.y ?? Number.NaN) + (box?.height ?? Number.NaN)).toBeLessThan(800);
  await expectFitForAll(sealab);
});

test('arrow keys follow the connections, Enter opens the service, Esc gives the focus back', async () => {
  await sealab.tabTo(path.box('minio'));
  await sealab.press('ArrowRight');
  expect(await path.focusedText()).toMatch(/^kes,/);
  await sealab.press('ArrowRight');
  expect(await path.focusedText()).toMatch(/^vault,/);
  await sealab.press('Enter');
  const drawer = path.drawer('vault');
  await drawer.getByText('SHA-256').waitFor();
  await drawer
    .getByText(/https:\/\/127\.0\.0\.1:\d+/)
    .first()
    .waitFor();
  expect(await drawer.getByRole('textbox', { name: 'Lines of vault' }).inputValue()).toContain('core:');
  await expectFitForAll(sealab);
  await sealab.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  expect(await path.focusedText()).toMatch(/^vault,/);
});

test('the log of a service is filtered while it is typed', async () => {
  await path.box('vault').click();
  const drawer = path.drawer('vault');
  await drawer.getByRole('textbox', { name: 'Filter the log' }).fill('unsealed');
  const lines = await drawer.getByRole('textbox', { name: 'Lines of vault' }).inputValue();
  expect(lines.split('\n').every((line) => line.includes('unsealed'))).toBe(true);
  await sealab.press('Escape');
});

test('T turns the diagram into its table and back', async () => {
  await path.box('kes').focus();
  await sealab.press('t');
  await path.row('kes', 'vault').getByText('not counted').waitFor();
  await path
    .row('minio', 'kes')
    .getByText(/client certificate of the identity minio/)
    .waitFor();
  await path.card.getByText(/its sealed/).waitFor();
  await expectFitForAll(sealab);
  await sealab.press('t');
  await path.box('kes').waitFor();
  await sealab.press('t');
});

test('a count moves when a request travels, and only then', async () => {
  const before = await path.requests('applications', 'minio');
  const keysBefore = await path.requests('minio', 'kes');
  expect(before).toBeGreaterThan(0);
  await sealab.page.waitForTimeout(5_000);
  expect(await path.requests('applications', 'minio')).toBe(before);
  await act(shell, 'lab.prove');
  await expect.poll(() => path.requests('applications', 'minio'), PATIENT).toBeGreaterThan(before);
  await expect.poll(() => path.requests('minio', 'kes'), PATIENT).toBeGreaterThan(keysBefore);
  await sealab.press('t');
});

test('the command log copies each line and finds one by a word', async () => {
  await sealab.press('Control+j');
  const log = sealab.page.getByRole('complementary', { name: 'Command log' });
  await log.getByRole('listitem').first().waitFor();
  const all = await log.getByRole('listitem').count();
  await log.getByRole('textbox', { name: 'Filter the command log' }).fill('unseal');
  await expect.poll(() => log.getByRole('listitem').count(), PATIENT).toBeLessThan(all);
  expect(await log.getByRole('button', { name: /^Copy: .*nseal/ }).count()).toBeGreaterThan(0);
  await expectFitForAll(sealab);
  await sealab.press('Escape');
  await expect.poll(() => log.getByRole('listitem').count(), PATIENT).toBeGreaterThanOrEqual(all);
  await sealab.press('Escape');
  await log.waitFor({ state: 'detached' });
});

test('a sealed Vault is drawn where it is, with its repair in the ladder', async () => {
  await act(shell, 'vault.seal');
  await path.box('vault').getByText('sealed, 0 of 3 shares').waitFor({ timeout: 15_000 });
  await sealab.ladder.getByText(/Vault is sealed/).waitFor({ timeout: 15_000 });
  await expectFitForAll(sealab);
  await sealab.ladder.getByRole('button', { name: /unseal/i }).click();
  await sealab.ladder.getByText('8 of 8').waitFor({ timeout: 30_000 });
  await path.box('vault').getByText('unsealed, in memory').waitFor();
  for (const [from, to] of [
    ['client', 'minio'],
    ['minio', 'kes'],
    ['kes', 'vault'],
  ] as const)
    expect(await path.line(from, to).count()).toBe(1);
});

test('a stopped lab keeps its picture, dimmed, and can be started from it', async () => {
  expect((await shell.cli('down', LAB)).code).toBe(0);
  const start = path.card.getByRole('button', { name: 'Start the lab' });
  await start.waitFor({ timeout: 15_000 });
  await expectFitForAll(sealab);
  await start.click();
  await sealab.ladder.getByText('8 of 8').waitFor({ timeout: 60_000 });
});

test('the page never broke a rule of its own policy or threw', () => {
  expect(sealab.consoleErrors).toEqual([]);
});
