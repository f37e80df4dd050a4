import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DesktopBench } from './testing/desktop-bench.ts';
import { placeWindow } from './window-state.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const beside = { x: 1440, y: 0, width: 1920, height: 1080 };
const area = { width: 1000, height: 700 };

test.each([
  {
    what: 'the first start is in the middle of the primary display',
    state: undefined,
    displays: [laptop],
    place: { x: 80, y: 62, width: 1280, height: 800 },
  },
  {
    what: 'it opens where it was',
    state: { x: 1500, y: 50, ...area },
    displays: [laptop, beside],
    place: { x: 1500, y: 50, ...area },
  },
  {
    what: 'a display that is gone leaves its size and not its place',
    state: { x: 1500, y: 50, ...area },
    displays: [laptop],
    place: { x: 220, y: 112, ...area },
  },
  {
    what: 'a window whose upper edge is above every display is brought down',
    state: { x: 100, y: -400, ...area },
    displays: [laptop],
    place: { x: 220, y: 112, ...area },
  },
  {
    what: 'a corner that is too small to drag does not count',
    state: { x: 1400, y: 50, ...area },
    displays: [laptop],
    place: { x: 220, y: 112, ...area },
  },
  {
    what: 'it is never larger than its display',
    state: { x: 0, y: 25, width: 5000, height: 4000 },
    displays: [laptop],
    place: laptop,
  },
  {
    what: 'it is never too small to use',
    state: { x: 10, y: 30, width: 1, height: 1 },
    displays: [laptop],
    place: { x: 220, y: 112, ...area },
  },
])('$what', ({ state, displays, place }) => {
  const remembered = state === undefined ? undefined : { ...state, maximised: false };
  const placed = placeWindow(remembered, { primary: laptop, displays });
  if (state?.width === 1) expect(placed).toMatchObject({ width: 720, height: 480 });
  else expect(placed).toEqual(place);
});

let bench: DesktopBench;
beforeEach(() => {
  bench = new DesktopBench();
  mkdirSync(bench.home, { recursive: true, mode: 0o700 });
});
afterEach(() => {
  vi.useRealTimers();
  bench.close();
});
const file = (): string => join(bench.home, 'window.json');

test('the window opens where window.json says, maximised if it was', async () => {
  writeFileSync(file(), '{"x":40,"y":50,"width":1000,"height":700,"maximised":true}');
  await bench.open();
  expect(bench.electron.window.options).toMatchObject({ x: 40, y: 50, width: 1000, height: 700 });
  expect(bench.electron.window.maximised).toBe(true);
});

test.each(['', '{', '[]', '{"x":1}', '{"x":0,"y":0,"width":-5,"height":1e99,"maximised":"no"}'])(
  'a damaged window.json (%j) is as none',
  async (text) => {
    writeFileSync(file(), text);
    await bench.open();
    expect(bench.electron.window.options).toMatchObject({ width: 1280, height: 800 });
  },
);

test('a drag is written once a second at most, and its end always is, for this user only', async () => {
  await bench.open();
  const { window } = bench.electron;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  for (let x = 0; x < 50; x += 1) {
    window.bounds = { x, y: 5, width: 1000, height: 700 };
    window.emit('move');
  }
  await vi.advanceTimersByTimeAsync(999);
  expect(existsSync(file())).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  vi.useRealTimers();
  await vi.waitFor(() => expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ x: 49, y: 5 }));
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('a maximised window is remembered with the size it had before; a minimised one is not', async () => {
  const desktop = await bench.open();
  const { window } = bench.electron;
  window.bounds = { x: 10, y: 10, width: 1000, height: 700 };
  window.maximised = true;
  window.emit('maximize');
  window.minimised = true;
  window.bounds = { x: -32_000, y: -32_000, width: 160, height: 28 };
  window.emit('move');
  await desktop.end(0);
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
    x: 10,
    y: 10,
    width: 1000,
    height: 700,
    maximised: true,
  });
});

test('a place that cannot be written is no failure', async () => {
  const desktop = await bench.open();
  mkdirSync(file());
  bench.electron.window.emit('move');
  await desktop.end(0);
  expect(bench.electron.app.exits).toEqual([0]);
  expect(bench.logged).toEqual([expect.stringContaining('the window’s place is not remembered')]);
});
