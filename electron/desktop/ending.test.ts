import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Desktop } from './create-desktop.ts';
import { DesktopBench } from './testing/desktop-bench.ts';

let bench: DesktopBench;
let desktop: Desktop;

beforeEach(async () => {
  bench = new DesktopBench();
  desktop = await bench.open();
});
afterEach(() => bench.close());

const exits = (): number[] => bench.electron.app.exits;

async function startLab(): Promise<void> {
  const { client } = await desktop.core;
  void client.run('labs.up', { name: 'one' }).catch(() => undefined);
  await vi.waitFor(() => expect(bench.operations.snapshots[0]?.progress).toBeDefined());
}

async function haveLab(): Promise<void> {
  await startLab();
  bench.finishUp();
  await vi.waitFor(() => expect(bench.operations.snapshots[0]?.state).toBe('done'));
}

test('closing the window of an idle Sealab quits without a question', async () => {
  expect(bench.electron.window.close()).toBe(true);
  await vi.waitFor(() => expect(exits()).toEqual([0]));
  expect(bench.electron.questions).toEqual([]);
  expect(bench.electron.session.defaultSession.flushes).toBe(1);
});

test('quitting stops the labs that this Sealab started and keeps their data', async () => {
  await haveLab();
  bench.electron.app.quit();
  await vi.waitFor(() => expect(exits()).toEqual([0]));
  expect(bench.stopped).toEqual(['one']);
  expect(bench.said).toContain('Stopped one; its data is kept.');
});

test('--keep leaves them running and says how to stop them', async () => {
  bench.close();
  bench = new DesktopBench();
  desktop = await bench.open({ keep: true });
  await haveLab();
  bench.electron.app.quit();
  await vi.waitFor(() => expect(exits()).toEqual([0]));
  expect(bench.stopped).toEqual([]);
  expect(bench.said.at(-1)).toBe('one goes on. Stop with: sealab down one');
});

test('closing while something runs asks, and names it; going on changes nothing', async () => {
  await startLab();
  bench.electron.answer = 'Go On';
  expect(bench.electron.window.close()).toBe(true);
  await vi.waitFor(() => expect(bench.electron.questions).toHaveLength(1));
  expect(bench.electron.questions[0]).toMatchObject({
    message: 'Quit while Sealab works?',
    detail: expect.stringContaining('Bringing up one'),
    buttons: ['Cancel and Quit', 'Go On'],
    defaultId: 1,
    cancelId: 1,
  });
  expect(exits()).toEqual([]);
  expect(bench.operations.snapshots[0]?.state).toBe('running');
  await new Promise((resolve) => setTimeout(resolve, 20));
  bench.electron.window.close();
  await vi.waitFor(() => expect(bench.electron.questions).toHaveLength(2));
});

test('“Cancel and Quit” cancels what runs before it quits', async () => {
  await startLab();
  bench.electron.answer = 'Cancel and Quit';
  bench.electron.window.close();
  await vi.waitFor(() => expect(exits()).toEqual([0]));
  expect(bench.operations.snapshots[0]?.state).toBe('cancelled');
});

test('Ctrl-C asks nothing', async () => {
  await startLab();
  await desktop.end(130);
  expect(exits()).toEqual([130]);
  expect(bench.electron.questions).toEqual([]);
  expect(bench.operations.snapshots[0]?.state).toBe('cancelled');
});

test('a second wish to quit ends at once; the echo of the first does not', async () => {
  await startLab();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  vi.spyOn(bench.operations, 'cancelAll').mockReturnValue(held);
  const ended = desktop.end(0);
  bench.electron.app.quit();
  bench.electron.window.close();
  expect(exits()).toEqual([]);
  expect(desktop.ending.aborted).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 420));
  bench.electron.app.quit();
  await vi.waitFor(() => expect(exits()).toEqual([130]));
  expect(bench.stopped).toEqual([]);
  release();
  await ended;
});

test('where the window is, is written down before the end', async () => {
  bench.electron.window.bounds = { x: 10, y: 20, width: 900, height: 700 };
  bench.electron.window.emit('move');
  await desktop.end(0);
  expect(JSON.parse(readFileSync(join(bench.home, 'window.json'), 'utf8'))).toEqual({
    x: 10,
    y: 20,
    width: 900,
    height: 700,
    maximised: false,
  });
});
