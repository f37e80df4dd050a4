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

test('a page whose process ended is loaded anew when a person says so', async () => {
  bench.electron.answer = 'Reload';
  crash();
  await vi.waitFor(() => expect(calls()).toEqual(['reload']));
  expect(bench.electron.questions).toMatchObject([
    { buttons: ['Reload', 'Quit'], detail: expect.stringMatching(/\(oom\).*labs and operations go on/) },
  ]);
  expect(bench.electron.app.exits).toEqual([]);
});

test('or Sealab is quit', async () => {
  bench.electron.answer = 'Quit';
  crash();
  await vi.waitFor(() => expect(bench.electron.app.exits).toEqual([0]));
  expect(calls()).toEqual([]);
});

test('a page that ends with Sealab itself is no trouble', async () => {
  crash();
  bench.electron.window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
  await desktop.end(130);
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(bench.electron.questions).toEqual([]);
});

test('a page that does not answer can be waited for', async () => {
  bench.electron.answer = 'Wait';
  bench.electron.window.emit('unresponsive');
  await vi.waitFor(() => expect(bench.electron.questions).toHaveLength(1));
  expect(bench.electron.questions[0]).toMatchObject({ buttons: ['Wait', 'Reload', 'Quit'], cancelId: 0 });
  expect(calls()).toEqual([]);
});

test('or be loaded anew, without a second question for the process that is ended for it', async () => {
  bench.electron.answer = 'Reload';
  bench.electron.window.emit('unresponsive');
  await vi.waitFor(() => expect(calls()).toEqual(['crash', 'reload']));
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(bench.electron.questions).toHaveLength(1);
  crash();
  await vi.waitFor(() => expect(bench.electron.questions).toHaveLength(2));
});

test('the question goes away when the page answers again, and means nothing then', async () => {
  let press = (_response: number): void => {};
  bench.electron.dialog.showMessageBox = async (_parent, options) => {
    bench.electron.questions.push(options);
    return await new Promise((resolve) => {
      press = (response) => resolve({ response });
    });
  };
  bench.electron.window.emit('unresponsive');
  bench.electron.window.emit('unresponsive');
  await vi.waitFor(() => expect(bench.electron.questions).toHaveLength(1));
  bench.electron.window.emit('responsive');
  expect(bench.electron.questions[0]?.signal?.aborted).toBe(true);
  press(2);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(bench.electron.app.exits).toEqual([]);
});

function crash(): void {
  bench.electron.window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
}

function calls(): readonly string[] {
  return bench.electron.window.webContents.calls;
}
