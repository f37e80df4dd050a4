import { afterAll, beforeAll, expect, test } from 'vitest';
import { WindowInChromium } from '../desktop/window-in-chromium.ts';

let window: WindowInChromium;

beforeAll(async () => {
  window = await WindowInChromium.open();
});
afterAll(async () => {
  await window?.[Symbol.asyncDispose]();
});

test('the page in the window reaches Sealab without a token, a port or a socket', async () => {
  await window.page.getByRole('heading', { name: 'See where every key lives' }).waitFor();
  await window.page
    .getByText(/127\.0\.0\.1/)
    .first()
    .waitFor();
  expect(window.complaints).toEqual([]);
});

test('a page that was loaded anew is connected again', async () => {
  await window.page.reload();
  await window.page.getByRole('heading', { name: 'See where every key lives' }).waitFor();
  expect(window.complaints).toEqual([]);
});

test('its policy lets it reach no server and run no script of another', async () => {
  const outcome = await window.page.evaluate(async () => {
    const violated: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.wasRun = true';
    document.head.append(script);
    const isRefused = await fetch('http://127.0.0.1:9/').then(
      () => false,
      () => true,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { isRefused, wasRun: 'wasRun' in globalThis, violated };
  });
  expect(outcome).toEqual({ isRefused: true, wasRun: false, violated: ['script-src-elem', 'connect-src'] });
});
