// `npm run screens`: makes the pictures of the README from a real lab, on purpose and never in a test. Each at most 200 KB.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './fixtures/browser.ts';
import { startWebShell } from './fixtures/web-shell.ts';
import { DataPath } from './pages/data-path.ts';
import { SealabPage } from './pages/sealab-page.ts';

const MOST_BYTES = 200 * 1024;
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
