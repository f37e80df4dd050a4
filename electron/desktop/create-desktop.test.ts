import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DesktopBench } from './testing/desktop-bench.ts';

let bench: DesktopBench;

beforeEach(() => {
  bench = new DesktopBench();
});
afterEach(() => bench.close());

describe('before Electron is ready', () => {
  test('the name, the data folder, the lock, the scheme and the sandbox are asked for, in this order', () => {
    bench.start();
    expect(bench.electron.app.calls).toEqual([
      'name Sealab',
      `userData ${join(bench.home, 'window')}`,
      'lock',
      'schemes',
      'sandbox',
    ]);
    expect(statSync(join(bench.home, 'window')).mode & 0o777).toBe(0o700);
  });

  test('the scheme of the page is a secure origin, and may no more', () => {
    bench.start();
    expect(bench.electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  test('there is no window', () => {
    bench.start();
    expect(bench.electron.windows).toEqual([]);
  });
});

describe('a second start', () => {
  test('ends at once: it makes no Sealab and no window', async () => {
    bench.electron.app.isFirst = false;
    const assemble = vi.fn();
    expect(bench.start({ assemble })).toBeUndefined();
    bench.electron.app.beReady();
    await Promise.resolve();
    expect(bench.electron.app.exits).toEqual([0]);
    expect(bench.said).toEqual(['Sealab is open already; its window comes to the front.']);
    expect(assemble).not.toHaveBeenCalled();
    expect(bench.electron.windows).toEqual([]);
  });

  test('brings the first one’s window to the front, also out of the task bar', async () => {
    await bench.open();
    const { window } = bench.electron;
    window.minimised = true;
    bench.electron.app.emit('second-instance');
    await vi.waitFor(() => expect(window.calls).toEqual(['show', 'focus']));
    expect(window.minimised).toBe(false);
    expect(bench.electron.windows).toHaveLength(1);
  });
});

describe('the window', () => {
  test('gives the page no Node, no webview and a sandbox', async () => {
    await bench.open();
    expect(bench.electron.window.options.webPreferences).toEqual({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: true,
    });
    expect(bench.electron.window.webContents.loaded).toEqual(['app://sealab/']);
  });

  test('has no developer tools once it is installed', async () => {
    bench.electron.app.isPackaged = true;
    await bench.open();
    expect(bench.electron.window.options.webPreferences?.devTools).toBe(false);
  });

  test.each([
    { dark: true, colour: '#0d1014' },
    { dark: false, colour: '#f3f5f7' },
  ])(
    'shows the page’s own background before it paints (dark: $dark), and itself only then',
    async ({ dark, colour }) => {
      bench.electron.nativeTheme.shouldUseDarkColors = dark;
      const onShown = vi.fn();
      await bench.open({ onShown });
      const { window } = bench.electron;
      expect(window.options).toMatchObject({ backgroundColor: colour, show: false });
      expect(window.calls).toEqual([]);
      window.emit('ready-to-show');
      expect(window.calls).toEqual(['show']);
      expect(onShown).toHaveBeenCalledOnce();
    },
  );

  test('on macOS closes alone, is opened again from the dock, and Sealab goes on', async () => {
    const desktop = await bench.open({ platform: 'darwin' });
    expect(bench.electron.window.close()).toBe(false);
    bench.electron.app.emit('window-all-closed');
    expect(bench.electron.app.exits).toEqual([]);
    expect(desktop.ending.aborted).toBe(false);
    bench.electron.app.emit('activate');
    await vi.waitFor(() => expect(bench.electron.windows).toHaveLength(2));
  });

  test('two wishes to see it at once open one', async () => {
    await bench.open({ platform: 'darwin' });
    bench.electron.window.close();
    bench.electron.app.emit('activate');
    bench.electron.app.emit('second-instance');
    await vi.waitFor(() => expect(bench.electron.windows).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(bench.electron.windows).toHaveLength(2);
  });
});

test('a Sealab that cannot be made is told, and a page that waits for it is not left waiting', async () => {
  const desktop = bench.start({ assemble: () => Promise.reject(new Error('no home')) });
  bench.electron.app.beReady();
  await expect(desktop?.opened).rejects.toThrow('no home');
});

describe('the menu', () => {
  test('offers to load the page anew only where Sealab is developed', async () => {
    await bench.open();
    expect(bench.electron.menuItem('reload')).toBeDefined();
    expect(bench.electron.menuItem('toggleDevTools')).toBeDefined();
    const installed = new DesktopBench();
    installed.electron.app.isPackaged = true;
    await installed.open();
    expect(installed.electron.menuItem('reload')).toBeUndefined();
    expect(installed.electron.menuItem('toggleDevTools')).toBeUndefined();
    installed.close();
  });

  test.each(['darwin', 'linux'] as const)('has every part on %s, and no key twice', async (platform) => {
    await bench.open({ platform });
    const { menu } = bench.electron;
    expect(menu.map(({ label }) => label)).toEqual(['Sealab', 'Lab', 'Edit', 'View', 'Window', 'Help']);
    for (const role of [
      'undo',
      'redo',
      'cut',
      'copy',
      'paste',
      'selectAll',
      'zoomIn',
      'zoomOut',
      'resetZoom',
      'quit',
    ])
      expect(bench.electron.menuItem(role)).toBeDefined();
    const keys = menu
      .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
      .flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain('CmdOrCtrl+N');
  });

  test('New Lab shows the form in the page that is there', async () => {
    await bench.open();
    press('New Lab');
    await vi.waitFor(() =>
      expect(bench.electron.window.webContents.loaded).toEqual(['app://sealab/', 'app://sealab/#/new']),
    );
    expect(bench.electron.windows).toHaveLength(1);
  });

  test('Open Lab Folder opens the folder of the lab that is shown, and of no path in a name', async () => {
    await bench.open();
    const contents = bench.electron.window.webContents;
    mkdirSync(join(bench.home, 'labs', 'one'), { recursive: true });
    for (const place of ['#/lab/one', '#/lab/two', '#/lab/..', '#/labs']) {
      contents.loaded.push(`app://sealab/${place}`);
      press('Open Lab Folder');
    }
    const labs = join(bench.home, 'labs');
    await vi.waitFor(() => expect(bench.electron.opened).toEqual([join(labs, 'one'), labs, labs, labs]));
  });

  test('a folder that does not open is told with the system’s reason', async () => {
    await bench.open();
    bench.electron.shell.openPath = async () => 'No application';
    press('Open Lab Folder');
    await vi.waitFor(() =>
      expect(bench.electron.errors).toEqual([`The folder does not open: ${bench.home}\n\nNo application`]),
    );
  });

  test('documentation opens in the browser', async () => {
    await bench.open();
    press('Vault Documentation');
    expect(bench.electron.opened).toEqual(['https://developer.hashicorp.com/vault/docs']);
  });
});

/** Presses a menu item as a person does. */
function press(label: string): void {
  const click: unknown = bench.electron.menuItem(label)?.click;
  if (typeof click !== 'function') throw new Error(`There is no menu item ${label}.`);
  click();
}
