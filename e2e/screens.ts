// `npm run screens`: makes the pictures of the README from a real lab, on purpose and never in a test. Each at most 200 KB.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './fixtures/browser.ts';
import { startWebShell } from './fixtures/web-shell.ts';
import { DataPath } from './pages/data-path.ts';
import { SealabPage } from './pages/sealab-page.ts';

const MOST_BYTES = 200 * 1024;
const LETTER =
  'Dear reader, this letter rests encrypted on four drives, and no drive holds a word of it. '.repeat(12);
const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'pictures');
const browser = await launchBrowser();
await using shell = await startWebShell(['--no-lab'], { DOCKER_HOST: process.env['DOCKER_HOST'] });
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
const sealab = await SealabPage.open(context, shell.url);

async function take(name: string, colorScheme: 'light' | 'dark', height = 800): Promise<void> {
  await sealab.page.emulateMedia({ colorScheme });
  await sealab.page.waitForTimeout(400);
  const path = join(folder, `${name}-${colorScheme}.png`);
  await sealab.page.screenshot({ path, clip: { x: 0, y: 0, width: 1280, height } });
  const { size } = statSync(path);
  console.log(`${path}: ${Math.round(size / 1024)} KB`);
  if (size > MOST_BYTES) throw new Error(`${path} is larger than ${MOST_BYTES / 1024} KB.`);
}

async function show(hash: string, settleMs: number): Promise<void> {
  await sealab.page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await sealab.page.waitForTimeout(settleMs);
}

await sealab.firstRun.waitFor();
await sealab.text(/127\.0\.0\.1/).waitFor();
await take('first-run', 'light');
await sealab.button(/^Bring up first-lab/).click();
await sealab.text(/Initialise Vault/).waitFor();
await sealab.page.waitForTimeout(1_200);
await take('bringing-up', 'dark');
await sealab.ladder.getByText('8 of 8').waitFor({ timeout: 120_000 });
await shell.cli('action', 'run', 'first-lab', 'vault.seal');
await sealab.ladder.getByText(/Vault is sealed/).waitFor({ timeout: 30_000 });
await take('sealed', 'light');
await shell.cli('down', 'first-lab');

const four = 'four-nodes';
await shell.cli('up', four, '--topology', 'distributed', '--sse', 'kms', '--kv', '2');
await sealab.fromPalette(four, new RegExp(four));
await sealab.ladder.getByText('8 of 8').waitFor({ timeout: 30_000 });
const path = new DataPath(sealab.page);
await path.box('minio4').waitFor();
await sealab.page.waitForTimeout(2_500);
await take('lab', 'light');
await take('lab', 'dark');
await shell.cli('action', 'run', four, 'bucket.create', 'bucket=photos');
await shell.cli('action', 'run', four, 'bucket.encryption.set', 'bucket=photos', 'encryption=sse-kms');
await shell.cli('action', 'run', four, 'object.put', 'bucket=photos', 'object=letter.txt', `text=${LETTER}`);
await show(`#/keys/${four}`, 3_000);
await shell.cli('action', 'run', four, 'object.get', 'bucket=photos', 'object=letter.txt');
await sealab.page.waitForTimeout(1_500);
await take('keys', 'light');
await take('keys', 'dark');
await show(`#/object/${four}/photos/letter.txt`, 3_000);
await sealab.page
  .getByText(/x-amz-server-side-encryption/)
  .first()
  .waitFor();
await sealab.page
  .getByText(/ciphertext of package/i)
  .first()
  .waitFor();
await sealab.page.waitForTimeout(800);
await take('object', 'light', 600);
await show(`#/walk/${four}/photos/letter.txt`, 4_000);
await sealab.page.getByText('Open the sealed object key').first().click();
await take('walk', 'light', 700);
await show(`#/lab/${four}`, 2_500);
await path.box('kes').click();
await path.drawer('kes').waitFor();
await take('service', 'light', 700);
await sealab.page.keyboard.press('Escape');
await sealab.page.keyboard.press('Control+k');
await sealab.palette.waitFor();
await take('palette', 'dark');
await sealab.page.keyboard.press('Escape');
for (const [name, scheme] of [
  ['Components', 'light'],
  ['Engines', 'dark'],
  ['Settings', 'light'],
] as const) {
  await sealab.pressPlace(name);
  await sealab.heading(name).waitFor();
  await sealab.page.waitForTimeout(800);
  await take(name.toLowerCase(), scheme);
}
await shell.cli('rm', four, '--yes');
await browser.close();
