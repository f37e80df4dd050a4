import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { showSealab } from '../fixtures/lab-page.ts';
import type { ShownPage } from '../fixtures/shown-page.ts';
import type { WebShell } from '../fixtures/web-shell.ts';

let shown: ShownPage<WebShell>;

beforeAll(async () => {
  shown = await showSealab();
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

test('a page that nobody sees asks for nothing, and follows again when it is seen', async () => {
  const page = await shown.sealab.page.context().newPage();
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
  await page.goto(shown.server.url);
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
