import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OutputOf } from '#shared/contract/index.ts';
import { Connection } from '../../renderer/client/connection.ts';
import { openDesktopCarrier } from '../../renderer/client/desktop-carrier.ts';
import { webLimits } from '../carriers/web-limits.ts';
import { DesktopBench } from './testing/desktop-bench.ts';
import { PageStandIn } from './testing/page-stand-in.ts';

let bench: DesktopBench;
let page: PageStandIn;

beforeEach(async () => {
  bench = new DesktopBench();
  await bench.open();
  page = new PageStandIn(bench.electron, 'a1');
});
afterEach(() => {
  vi.unstubAllGlobals();
  bench.close();
});

test('the page asks Sealab over the window’s own channel', async () => {
  const client = page.client(openDesktopCarrier);
  await expect(client.ask('system.about', {})).resolves.toMatchObject({ version: '1' });
});

test('the page in the window chooses that channel, and a browser the other', async () => {
  const open = vi.fn(() => Promise.reject(new Error('no server')));
  vi.stubGlobal('window', { sealab: page.bridge });
  const inWindow = new Connection(open);
  await inWindow.connect();
  expect(inWindow.state.kind).toBe('open');
  expect(open).not.toHaveBeenCalled();
  vi.stubGlobal('window', {});
  vi.useFakeTimers();
  await new Connection(open).connect();
  vi.useRealTimers();
  expect(open).toHaveBeenCalledOnce();
});

test.each([
  { what: 'a frame inside the page', change: { parent: {} } },
  { what: 'a page of another origin', change: { url: 'https://evil.example/' } },
  { what: 'a page of a like name', change: { url: 'app://sealab.evil/' } },
  { what: 'a blank page', change: { url: 'about:blank' } },
])('$what gets no answer, not even after the page got one', async ({ change }) => {
  const client = page.client(openDesktopCarrier);
  await client.ask('system.about', {});
  const answered = page.frame.sent.length;
  Object.assign(page.frame, change);
  page.sendParts('a1', JSON.stringify({ type: 'request', id: 9, name: 'system.about', input: {} }));
  page.sendParts('a1', 'open');
  await settle();
  expect(page.frame.sent).toHaveLength(answered);
  expect(bench.logged).toHaveLength(2);
});

test('a frame that is gone already gets no answer', async () => {
  bench.electron.ipcMain.emit('sealab', { senderFrame: null }, 'a1', 'open');
  expect(bench.logged).toEqual(['desktop: message of a foreign frame refused: gone']);
});

test.each([
  { what: 'no text', parts: ['a1', { type: 'request' }] },
  { what: 'a strange load', parts: ['../a', 'open'] },
  { what: 'a part too many', parts: ['a1', '{}', '{}'] },
  { what: 'a text that is too long', parts: ['a1', 'x'.repeat(webLimits.frameBytes + 1)] },
  { what: 'a text that is no JSON', parts: ['a1', '{'] },
  { what: 'a frame that is not of the protocol', parts: ['a1', '{"type":"nonsense"}'] },
])('$what closes the connection, and the page can open another', async ({ parts }) => {
  const carrier = openDesktopCarrier(page.bridge);
  const closed = vi.fn();
  carrier.onClose(closed);
  await settle();
  page.sendParts(...parts);
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  await expect(page.client(openDesktopCarrier).ask('system.about', {})).resolves.toMatchObject({
    version: '1',
  });
});

test('a page that was loaded anew finds its operations again, and can cancel nothing by leaving', async () => {
  const first = page.client(openDesktopCarrier);
  const up = first.run('labs.up', { name: 'one' }).catch((thrown: unknown) => thrown);
  await vi.waitFor(() => expect(bench.operations.snapshots[0]?.state).toBe('running'));

  const second = new PageStandIn(bench.electron, 'b2').client(openDesktopCarrier);
  const seen: OutputOf<'operations.changed'>[] = [];
  const stop = new AbortController();
  const following = second
    .follow('operations.changed', {}, { signal: stop.signal, onValue: (value) => seen.push(value) })
    .catch(() => undefined);
  await vi.waitFor(() => expect(seen.at(-1)).toMatchObject([{ name: 'labs.up', state: 'running' }]));
  bench.finishUp();
  await vi.waitFor(() => expect(seen.at(-1)).toMatchObject([{ name: 'labs.up', state: 'done' }]));
  stop.abort();
  await following;
  void up;
});

test('an answer to the load before is not taken for one of this load', async () => {
  const old = new PageStandIn(bench.electron, 'a1');
  const texts: unknown[] = [];
  old.bridge.onMessage((text) => texts.push(text));
  old.bridge.post('open');
  old.sendParts('a1', JSON.stringify({ type: 'request', id: 0, name: 'system.about', input: {} }));
  page = new PageStandIn(bench.electron, 'b2');
  const fresh = openDesktopCarrier(page.bridge);
  const frames: unknown[] = [];
  fresh.onFrame((frame) => frames.push(frame));
  await settle();
  old.sendParts('a1', JSON.stringify({ type: 'request', id: 0, name: 'system.about', input: {} }));
  await settle();
  expect([texts, frames]).toEqual([[], []]);
});

test.each(['the page’s process ends', 'the window closes'])(
  '%s: its feeds end, and its operation goes on',
  async (how) => {
    const client = page.client(openDesktopCarrier);
    void client.run('labs.up', { name: 'one' }).catch(() => undefined);
    void client
      .follow('operations.changed', {}, { signal: AbortSignal.timeout(60_000), onValue: () => undefined })
      .catch(() => undefined);
    await vi.waitFor(() => expect(bench.followed).toBe(1));
    if (how === 'the window closes') bench.electron.window.emit('closed');
    else bench.electron.window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    await vi.waitFor(() => expect(bench.followed).toBe(0));
    expect(bench.operations.snapshots[0]?.state).toBe('running');
  },
);

test('frames wait for a Sealab that is still being made', async () => {
  const slow = new DesktopBench();
  let finish = (): void => {};
  const desktop = slow.start({
    assemble: async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return slow.core();
    },
  });
  slow.electron.app.beReady();
  const asked = new PageStandIn(slow.electron, 'a1').client(openDesktopCarrier).ask('system.about', {});
  await settle();
  finish();
  await expect(asked).resolves.toMatchObject({ version: '1' });
  await desktop?.opened;
  slow.close();
});

/** Lets everything that is under way arrive. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
