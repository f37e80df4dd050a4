import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import type { DesktopBridge } from '#shared/protocol/desktop-bridge.ts';

const { worlds, sent, renderer } = vi.hoisted(() => {
  const exposed = new Map<string, DesktopBridge>();
  return {
    worlds: exposed,
    sent: new Array<unknown[]>(),
    renderer: { on: (_channel: string, _listener: (...parts: unknown[]) => void): void => {} },
  };
});
const ipc = new EventEmitter();

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: DesktopBridge) => worlds.set(name, api) },
  ipcRenderer: {
    on: (channel: string, listener: (...parts: unknown[]) => void) => renderer.on(channel, listener),
    send: (...parts: unknown[]) => sent.push(parts),
  },
}));

beforeEach(async () => {
  vi.resetModules();
  worlds.clear();
  sent.length = 0;
  ipc.removeAllListeners();
  renderer.on = (channel, listener) => void ipc.on(channel, listener);
  await import('./preload.ts');
});

function bridge(): DesktopBridge {
  const exposed = worlds.get('sealab');
  if (exposed === undefined) throw new Error('The preload script exposed nothing.');
  return exposed;
}

test('the page gets post and onMessage under one name, and nothing else', () => {
  expect([...worlds.keys()]).toEqual(['sealab']);
  expect(Object.keys(bridge()).toSorted()).toEqual(['onMessage', 'post']);
});

test('bytes go out and come in as they are, and nothing but texts and bytes goes out', () => {
  const bytes = Uint8Array.of(1, 2);
  bridge().post(bytes);
  // @ts-expect-error -- what a page could do all the same
  bridge().post({ type: 'request' });
  const load = sent[0]?.[1];
  expect(sent).toEqual([['sealab', load, bytes]]);
  const listener = vi.fn();
  bridge().onMessage(listener);
  ipc.emit('sealab', {}, load, bytes);
  ipc.emit('sealab', {}, load, [1, 2]);
  expect(listener.mock.calls).toEqual([[bytes]]);
});

test('a text goes out with the name of this load of the page', () => {
  bridge().post('open');
  bridge().post('{}');
  const [channel, load] = sent[0] ?? [];
  expect(channel).toBe('sealab');
  expect(load).toMatch(/^[0-9a-f-]{7,40}$/);
  expect(sent).toEqual([
    ['sealab', load, 'open'],
    ['sealab', load, '{}'],
  ]);
});

test('only messages for this load reach the page, and Electron’s event does not', () => {
  bridge().post('open');
  const load = sent[0]?.[1];
  const listener = vi.fn();
  bridge().onMessage(listener);
  ipc.emit('sealab', { sender: 'secret' }, 'an-older-load', '{"old":true}');
  ipc.emit('sealab', { sender: 'secret' }, load, { no: 'text' });
  ipc.emit('sealab', { sender: 'secret' }, load, '{"new":true}');
  expect(listener.mock.calls).toEqual([['{"new":true}']]);
});

test('each load has a name of its own', async () => {
  bridge().post('open');
  const first = sent[0]?.[1];
  vi.resetModules();
  await import('./preload.ts');
  bridge().post('open');
  expect(sent[1]?.[1]).not.toBe(first);
});
