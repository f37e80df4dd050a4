import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, showSealab } from '../fixtures/lab-page.ts';
import { expectFitForAll, type ShownPage } from '../fixtures/shown-page.ts';
import type { WebShell } from '../fixtures/web-shell.ts';
import type { SealabPage } from '../pages/sealab-page.ts';

let shown: ShownPage<WebShell>;
let shell: WebShell;
let sealab: SealabPage;

beforeAll(async () => {
  shown = await showSealab();
  ({ sealab, server: shell } = shown);
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

test('the first page explains itself and shows the plan before anything runs', async () => {
  await sealab.firstRun.waitFor();
  await sealab.text(/127\.0\.0\.1/).waitFor();
  expect(new URL(sealab.page.url()).hash).not.toContain('token');
  await expectFitForAll(sealab);
});

test('one button, reached by keyboard alone, brings up a lab that is proven', async () => {
  await sealab.tabTo(sealab.button(/^Bring up first-lab/));
  await sealab.page.keyboard.press('Enter');
  await sealab.button(/cancel/i).waitFor();
  await expectFitForAll(sealab);
  await sealab.proven.waitFor({ timeout: 90_000 });
  await sealab.ladder.getByText('8 of 8').waitFor();
  expect(await sealab.proof.getByText('Control: the same search finds unencrypted data').count()).toBe(1);
  await expectFitForAll(sealab);
});

test('what the page says is what the servers say', async () => {
  const { code, stdout } = await shell.cli('status', 'first-lab', '--json');
  expect(code).toBe(0);
  const state = JSON.parse(stdout);
  for (const service of state.services) await sealab.text(service.url).waitFor();
  expect(await sealab.proof.getByText(state.proof.object, { exact: false }).count()).toBe(1);
});

test('a Vault that was sealed from outside is seen, named, and unsealed with one press', async () => {
  await act(shell, 'vault.seal');
  await sealab.ladder.getByText(/Vault is sealed/).waitFor({ timeout: 15_000 });
  await expectFitForAll(sealab);
  await sealab.ladder.getByRole('button', { name: /unseal/i }).click();
  const confirm = sealab.page.getByRole('dialog').getByRole('button', { name: /unseal/i });
  if (await confirm.isVisible({ timeout: 1_500 }).catch(() => false)) await confirm.click();
  await sealab.ladder.getByText('8 of 8').waitFor({ timeout: 30_000 });
});

test('a secret is covered until it is asked for, and no storage ever holds it', async () => {
  const reveal = sealab.button('Reveal MinIO password of sealab-admin');
  await reveal.scrollIntoViewIfNeeded();
  const { stdout } = await shell.cli('env', 'first-lab', '--json');
  const password: string = JSON.parse(stdout)['AWS_SECRET_ACCESS_KEY'];
  expect(await sealab.page.content()).not.toContain(password);
  await reveal.click();
  await sealab.text(password).waitFor();
  const stored = await sealab.page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
  expect(stored).not.toContain(password);
  await sealab.button(/^Cover MinIO password/).click();
  expect(await sealab.page.content()).not.toContain(password);
});

test('a reload finds the lab again without a new address', async () => {
  await sealab.page.reload();
  await sealab.ladder.getByText('8 of 8').waitFor({ timeout: 20_000 });
});

test('a lab that is being brought up is found again after a reload, and cancelling it leaves nothing', async () => {
  await sealab.page.goto(`${new URL(shell.url).origin}/#/new`);
  await sealab.page.getByLabel(/name/i).first().fill('second');
  await sealab.button(/^Bring up second/).click();
  await sealab.button(/cancel/i).waitFor();
  await sealab.page.reload();
  await sealab.button(/cancel/i).click();
  await sealab.text(/^Cancelled/).waitFor({ timeout: 30_000 });
  await expectFitForAll(sealab);
  const { stdout } = await shell.cli('ls', '--json');
  expect(JSON.parse(stdout).map((lab: { name: string }) => lab.name)).toEqual(['first-lab']);
});

test('a name that no lab can have is refused while it is typed', async () => {
  await sealab.page.goto(`${new URL(shell.url).origin}/#/new`);
  await sealab.page.getByLabel(/name/i).first().fill('no/name');
  await sealab.text('“/” cannot be in a name').waitFor();
  expect(await sealab.button(/^Bring up/).isDisabled()).toBe(true);
  await expectFitForAll(sealab);
});

test('the page never broke a rule of its own policy or threw', () => {
  expect(sealab.consoleErrors).toEqual([]);
});

test('one Ctrl-C stops what it started, keeps the data and says how to go on', async () => {
  expect(await shell.interrupt()).toBe(130);
  expect(shell.output()).toContain('npm start');
  const { stdout } = await shell.cli('ls', '--json');
  expect(JSON.parse(stdout).map((lab: { status: string }) => lab.status)).toEqual(['stopped']);
});
