import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DesktopShell, noDesktopReason } from '../desktop/desktop-shell.ts';

const reason = noDesktopReason();
let shell: DesktopShell;

beforeAll(async () => {
  if (reason === undefined) shell = await DesktopShell.open('--no-lab');
});
afterAll(async () => {
  await shell?.[Symbol.asyncDispose]();
});
beforeEach((context) => {
  if (reason !== undefined) context.skip(reason);
});

test('the window shows the page, which reaches Sealab without a token', async () => {
  await shell.page.getByRole('heading', { name: 'See where every key lives' }).waitFor();
  expect(shell.page.url()).toMatch(/^app:\/\/sealab\//);
});

test('the page has the carrier and nothing of Node', async () => {
  const seen = await shell.page.evaluate(() => ({
    bridge: Object.keys(window.sealab ?? {}).toSorted(),
    node: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in globalThis),
  }));
  expect(seen).toEqual({ bridge: ['onMessage', 'post'], node: [] });
});

test('the page’s policy holds: no other origin, no inline script', async () => {
  const outcome = await shell.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.wasRun = true';
    document.head.append(script);
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'refused',
    );
    return { fetched, wasRun: 'wasRun' in globalThis };
  });
  expect(outcome).toEqual({ fetched: 'refused', wasRun: false });
});

test('a link cannot take the window, nor open another', async () => {
  await shell.page.evaluate(() => {
    window.open('https://example.com/');
    window.location.href = 'https://example.com/';
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(shell.page.url()).toMatch(/^app:\/\/sealab\//);
  expect(shell.app.windows()).toHaveLength(1);
});

test('a page that was loaded anew is connected again', async () => {
  await shell.page.reload();
  await shell.page.getByRole('heading', { name: 'See where every key lives' }).waitFor();
});
