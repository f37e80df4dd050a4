import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { start } from './start.mjs';
import { startArguments } from './start-arguments.mjs';
import { rememberedNo } from './window-answer.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the arguments of npm start', () => {
  test.each([
    { args: [], wish: 'any', rest: [] },
    { args: ['one', '--keep'], wish: 'any', rest: ['one', '--keep'] },
    { args: ['--web', 'one'], wish: 'browser', rest: ['one'] },
    { args: ['--desktop', '--no-lab'], wish: 'window', rest: ['--no-lab'] },
    { args: ['--desktop', '--web'], wish: 'browser', rest: [] },
    { args: ['--no-open'], wish: 'browser', rest: ['--no-open'] },
    { args: ['--port', '7500'], wish: 'browser', rest: ['--port', '7500'] },
    { args: ['--port=7500'], wish: 'browser', rest: ['--port=7500'] },
    { args: ['-h'], wish: 'browser', rest: ['-h'] },
  ])('$args mean $wish', ({ args, wish, rest }) => {
    expect(startArguments(args)).toEqual({ wish, rest });
  });
});

describe('npm start', () => {
  test('opens the window where Electron is', async () => {
    const parts = machine({ program: '/electron' });
    expect(await start(['one', '--keep'], parts)).toBe(0);
    expect(parts.runWindow).toHaveBeenCalledWith('/electron', ['one', '--keep'], expect.anything());
    expect(parts.runBrowser).not.toHaveBeenCalled();
    expect(parts.fetch).not.toHaveBeenCalled();
  });

  test('starts Electron as Electron, whatever an editor’s terminal says', async () => {
    const parts = machine({ program: '/electron', env: { ELECTRON_RUN_AS_NODE: '1', HOME: '/h' } });
    await start([], parts);
    expect(parts.runWindow.mock.calls[0]?.[2]).toEqual({
      HOME: '/h',
      SEALAB_WINDOW_SHOWN: expect.any(String),
    });
  });

  test('goes to the browser at once where there is no display: nothing is fetched, said or kept', async () => {
    const parts = machine({ noWindow: 'there is no display here' });
    expect(await start(['one'], parts)).toBe(0);
    expect(parts.runBrowser).toHaveBeenCalledWith(['one']);
    expect([parts.fetch.mock.calls, parts.said, existsSync(parts.answerFile)]).toEqual([[], [], false]);
  });

  test('--web opens the browser page even where a window could be', async () => {
    const parts = machine({ program: '/electron' });
    await start(['--web', 'one'], parts);
    expect(parts.runBrowser).toHaveBeenCalledWith(['one']);
    expect(parts.runWindow).not.toHaveBeenCalled();
  });

  test('fetches Electron once, for a minute at most, and remembers the no', async () => {
    const parts = machine({ fetched: 'no network' });
    await start([], parts);
    expect(parts.fetch.mock.calls).toEqual([[60_000]]);
    expect(parts.said.join('')).toMatch(/Fetching Electron 45\.4\.1.*1 min[\s\S]*no network.*browser/);
    expect(rememberedNo(parts.answerFile, '45.4.1')).toMatchObject({ kind: 'fetch', reason: 'no network' });
    parts.said.length = 0;
    await start([], parts);
    expect(parts.fetch).toHaveBeenCalledOnce();
    expect(parts.said).toEqual([]);
    expect(parts.runBrowser).toHaveBeenCalledTimes(2);
  });

  test('--desktop tries again, with more patience, and opens the window if it works', async () => {
    const parts = machine({ fetched: 'no network' });
    await start([], parts);
    parts.fetch.mockImplementation(async () => {
      parts.program = '/electron';
      return undefined;
    });
    parts.runWindow.mockImplementation(showAndEnd);
    await start(['--desktop', 'one'], parts);
    expect(parts.fetch.mock.calls).toEqual([[60_000], [600_000]]);
    expect(parts.runWindow).toHaveBeenCalledWith('/electron', ['one'], expect.anything());
    expect(existsSync(parts.answerFile)).toBe(false);
  });

  test('a no to fetching is void when Electron was installed in another way', async () => {
    const parts = machine({ fetched: 'no network' });
    await start([], parts);
    parts.program = '/electron';
    await start([], parts);
    expect(parts.runWindow).toHaveBeenCalledOnce();
  });

  test.each([
    { end: 133, why: /exit code 133/ },
    { end: new Error('no such library'), why: /no such library/ },
  ])(
    'a window that ends before it is shown ($end) is followed by the browser, and not tried again',
    async ({ end, why }) => {
      const parts = machine({ program: '/electron' });
      if (typeof end === 'number') parts.runWindow.mockResolvedValue(end);
      else parts.runWindow.mockRejectedValue(end);
      expect(await start([], parts)).toBe(0);
      expect(parts.runBrowser).toHaveBeenCalledOnce();
      expect(parts.said.join('')).toMatch(why);
      await start([], parts);
      expect(parts.runWindow).toHaveBeenCalledOnce();
      await start(['--desktop'], parts);
      expect(parts.runWindow).toHaveBeenCalledTimes(2);
    },
  );

  test('a window that was shown ends Sealab, however it ends', async () => {
    const parts = machine({ program: '/electron' });
    parts.runWindow.mockImplementation(async (...run) => (await showAndEnd(...run)) + 133);
    expect(await start([], parts)).toBe(133);
    expect(parts.runBrowser).not.toHaveBeenCalled();
    expect(existsSync(parts.answerFile)).toBe(false);
  });

  test.each([0, 2, 130])(
    'an end that Sealab chose before its window was shown (%i) is the end',
    async (code) => {
      const parts = machine({ program: '/electron' });
      parts.runWindow.mockResolvedValue(code);
      expect(await start([], parts)).toBe(code);
      expect(parts.runBrowser).not.toHaveBeenCalled();
    },
  );

  test('nothing is fetched where the environment forbids it', async () => {
    const parts = machine({ env: { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' } });
    await start([], parts);
    expect(parts.fetch).not.toHaveBeenCalled();
    expect(parts.runBrowser).toHaveBeenCalledOnce();
    expect(existsSync(parts.answerFile)).toBe(false);
  });
});

/**
 * A window that is shown and closed.
 * @param {string} _program
 * @param {string[]} _args
 * @param {NodeJS.ProcessEnv} env
 */
async function showAndEnd(_program, _args, env) {
  writeFileSync(env['SEALAB_WINDOW_SHOWN'] ?? '', '');
  return 0;
}

/** @param {{ program?: string, noWindow?: string, fetched?: string, env?: NodeJS.ProcessEnv }} [given] */
function machine({ program, noWindow, fetched, env = {} } = {}) {
  /** @type {string[]} */
  const said = [];
  const parts = {
    program,
    said,
    answerFile: join(folder, 'cache', 'electron.json'),
    env,
    noWindow,
    find: () => ({ version: '45.4.1', program: parts.program }),
    fetch: vi.fn(async (/** @type {number} */ _limitMs) => /** @type {string | undefined} */ (fetched)),
    runWindow: vi.fn(
      async (
        /** @type {string} */ _program,
        /** @type {string[]} */ _args,
        /** @type {NodeJS.ProcessEnv} */ _env,
      ) => 0,
    ),
    runBrowser: vi.fn(async (/** @type {string[]} */ _args) => 0),
    say: (/** @type {string} */ text) => void said.push(text),
  };
  return parts;
}
