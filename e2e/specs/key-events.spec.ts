import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type FedPage, startFedPage } from '../fixtures/fed-page.ts';
import { KeyFeed, sampleGraph, sampleHeartbeat, sampleUse } from '../fixtures/key-feed.ts';
import { type ShownPage, showPage } from '../fixtures/shown-page.ts';
import { KeysPage } from '../pages/keys-page.ts';

let shown: ShownPage<FedPage>;
let page: Page;
let keys: KeysPage;
const feed = new KeyFeed(sampleGraph());

beforeAll(async () => {
  shown = await showPage(startFedPage(feed.answers), {
    look: { viewport: { width: 1440, height: 900 } },
  });
  ({ page } = shown.sealab);
  keys = new KeysPage(page);
  await page.getByRole('link', { name: 'Keys' }).click();
  await keys.box('my-key').waitFor({ timeout: 30_000 });
  await vi.waitFor(() => expect(feed.listeners).toBe(1));
});

afterAll(async () => await shown?.[Symbol.asyncDispose]());

test('a request lights its edges in order, and its way stays when the light is gone', async () => {
  const edges = [
    'keyring>kv:invoices',
    'kv:invoices>kes:invoices',
    'kes:invoices>bucket:photos',
    'bucket:photos>objects:photos',
  ];
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { litOrder: seen });
    new MutationObserver(() => {
      for (const path of document.querySelectorAll('path[data-edge].key-edge-lit')) {
        const id = path.getAttribute('data-edge') ?? '';
        if (!seen.includes(id)) seen.push(id);
      }
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['class'] });
  });
  await feed.tell([sampleUse('GET photos/letter.txt', { edges })]);
  await keys.label.filter({ hasText: 'GET photos/letter.txt' }).waitFor();
  await expect.poll(() => page.evaluate<string[]>('window.litOrder')).toEqual(edges);
  await expect.poll(() => keys.litLines(), { timeout: 5_000 }).toEqual([]);
  expect(await keys.graph.locator('path[data-edge].key-edge-last').count()).toBe(edges.length);
});

test('heartbeats fold into one line and light nothing', async () => {
  await feed.tell([sampleHeartbeat(), sampleHeartbeat(), sampleHeartbeat()]);
  await keys.events.getByText('3 heartbeats').waitFor();
  await keys.label.filter({ hasText: 'GET photos/letter.txt' }).waitFor();
  await keys.events.getByRole('switch', { name: 'Fold heartbeats' }).click();
  expect(await keys.events.getByRole('button', { name: 'MinIO looks at my-key' }).count()).toBe(3);
  await keys.events.getByRole('switch', { name: 'Fold heartbeats' }).click();
});

test('a list that stands still counts what comes, and shows it when it follows again', async () => {
  await page.locator('#page').focus();
  await page.keyboard.press(' ');
  await feed.tell([sampleUse('PUT photos/while-paused.txt')]);
  await keys.events.getByRole('button', { name: 'Paused, 1 new' }).waitFor();
  expect(await keys.event('PUT photos/while-paused.txt').count()).toBe(0);
  await page.keyboard.press(' ');
  await keys.event('PUT photos/while-paused.txt').waitFor();
});

test('what was lost is said, and where', async () => {
  await feed.tell([sampleUse('PUT photos/after.txt')], 412);
  await keys.events.getByText('412 events are lost here: they came faster than they were read').waitFor();
  await keys.events.getByText(/, 412 lost$/).waitFor();
});

test('each state of the graph is drawn: sealed, KES down, an empty cache, more than fits', async () => {
  feed.show(sampleGraph({ isSealed: true }));
  await expect.poll(() => keys.wordsOf('root key')).toContain('sealed');
  feed.show(sampleGraph({ isKesDown: true }));
  await expect.poll(() => keys.wordsOf('my-key')).toContain('KES does not answer');
  feed.show(sampleGraph({ isCacheEmpty: true }));
  await expect.poll(() => keys.wordsOf('my-key')).toContain('not cached');
  const buckets = Array.from({ length: 40 }, (_, index) => ({
    name: `bucket-${index}`,
    key: 'my-key',
    objects: 214,
  }));
  feed.show(sampleGraph({ buckets }));
  await page.getByRole('button', { name: /^Show 36 more keys and buckets$/ }).click();
  await keys.box('bucket-39').waitFor();
  expect(await keys.line('kes:my-key>bucket:bucket-39').count()).toBe(1);
  feed.show(sampleGraph());
});

test('2,000 events a second are all counted, and the page goes on answering', async () => {
  const before = await counted();
  await page.evaluate(() => {
    const long: number[] = [];
    Object.assign(window, { longTasks: long });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) long.push(Math.round(duration));
    }).observe({ type: 'longtask' });
  });
  const batches = 100;
  for (let batch = 0; batch < batches; batch += 1) {
    await Promise.all([
      feed.tell(Array.from({ length: 100 }, (_, index) => sampleUse(`PUT photos/${batch}-${index}.txt`))),
      page.waitForTimeout(50),
    ]);
  }
  await expect.poll(counted, { timeout: 10_000 }).toBe(before + batches * 100);
  await keys.event(`PUT photos/${batches - 1}-99.txt`).waitFor();
  const long = await page.evaluate<number[]>('window.longTasks');
  console.log(
    `10,000 events in ${(batches * 50) / 1000} s: ${long.length} tasks over 50 ms, longest ${Math.max(0, ...long)} ms`,
  );
  // On a machine that does nothing else a task is far shorter; here the page must only never stand still.
  expect(Math.max(0, ...long)).toBeLessThan(500);
});

/** The number of events that the page says it heard. */
async function counted(): Promise<number> {
  const words = await keys.events.getByText(/ since \d\d:\d\d, /).innerText();
  return Number(words.split(' ')[0]?.replaceAll(',', ''));
}
