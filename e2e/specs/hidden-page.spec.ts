import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launchBrowser } from '../fixtures/browser.ts';
import { startWebShell, type WebShell } from '../fixtures/web-shell.ts';

let browser: Browser;
let shell: WebShell;
let context: BrowserContext;

beforeAll(async () => {
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell(['--no-lab'])]);
  context = await browser.newContext();
});

afterAll(async () => {
  await browser?.close();
  await shell?.[Symbol.asyncDispose]();
});

test('a page that nobody sees asks for nothing, and follows again when it is seen', async () => {
  const page = await context.newPage();
  const sent: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const name = /"type":"(request|cancel)"(?:.*"name":"([^"]*)")?/.exec(String(payload));
      if (name !== null) sent.push(name[2] ?? name[1] ?? '');
    }),
  );
  const show = async (isHidden: boolean): Promise<void> => {
    sent.length = 0;
    await page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  };
  await page.goto(shell.url);
  await vi.waitFor(() => expect(sent).toContain('labs.changed'));

  await show(true);
  await vi.waitFor(() => expect(sent.filter((name) => name === 'cancel').length).toBeGreaterThanOrEqual(2));
  expect(sent).not.toContain('labs.changed');

  await show(false);
  await vi.waitFor(() =>
    expect(sent).toEqual(expect.arrayContaining(['labs.changed', 'operations.changed'])),
  );
  await page.close();
});
