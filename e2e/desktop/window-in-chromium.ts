import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { assemble } from '../../electron/assemble.ts';
import { IPC_CHANNEL } from '../../electron/carriers/ipc-channel.ts';
import { createDesktop, type Desktop } from '../../electron/desktop/create-desktop.ts';
import { ElectronStandIn } from '../../electron/desktop/testing/electron-stand-in.ts';
import { FrameStandIn } from '../../electron/desktop/testing/window-stand-in.ts';
import { launchBrowser } from '../fixtures/browser.ts';
import { runToEnd } from './run-to-end.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
/** Chromium alone knows no `app://`; a secure origin that nobody can reach stands for it. */
const ORIGIN = 'https://sealab.invalid';

/**
 * The desktop shell as it is built, with Chromium in Electron's place: the page comes from the page protocol, with its
 * policy, and speaks through the built preload script. What is not Electron's here is its process boundary.
 */
export class WindowInChromium implements AsyncDisposable {
  readonly page: Page;
  readonly desktop: Desktop;
  readonly electron: ElectronStandIn;
  /** What the page's console says that is wrong: errors, and each breach of its policy. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #root: string;

  private constructor(parts: {
    browser: Browser;
    page: Page;
    desktop: Desktop;
    electron: ElectronStandIn;
    root: string;
  }) {
    this.#browser = parts.browser;
    this.#root = parts.root;
    this.page = parts.page;
    this.desktop = parts.desktop;
    this.electron = parts.electron;
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(): Promise<WindowInChromium> {
    const said = await runToEnd(process.execPath, [join(REPOSITORY, 'scripts', 'bootstrap.mjs'), 'build']);
    const build = /Built: (.+)/.exec(said)?.[1];
    if (build === undefined) throw new Error(`No build:\n${said}`);
    const root = mkdtempSync(join(tmpdir(), 'sealab-window-e2e-'));
    process.env['SEALAB_HOME'] = join(root, 'home');
    process.env['SEALAB_CACHE'] = join(root, 'cache');
    const electron = new ElectronStandIn();
    const desktop = createDesktop(electron, {
      assemble,
      rendererFolder: join(build, 'renderer'),
      preloadFile: join(build, 'node', 'preload.cjs'),
      homeFolder: join(root, 'home'),
      keep: false,
      say: () => undefined,
    });
    if (desktop === undefined) throw new Error('The shell did not start.');
    electron.app.beReady();
    await desktop.opened;
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const window = new WindowInChromium({ browser, page, desktop, electron, root });
    await window.#connect(join(build, 'node', 'preload.cjs'));
    await page.goto(`${ORIGIN}/`);
    return window;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.desktop.end(0);
    await this.#browser.close();
    await rm(this.#root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  async #connect(preloadFile: string): Promise<void> {
    const { page, electron } = this;
    await page.route(`${ORIGIN}/**`, async (route) => {
      const response = await electron.fetch(route.request().url().replace(ORIGIN, 'app://sealab'));
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    const frame = new FrameStandIn();
    frame.onSent = (load, text) => {
      // A page that is being loaded anew takes nothing: that is what happens in Electron too.
      page
        .evaluate(([to, what]) => window.fromSealab?.(to, what), [load, text] as const)
        .catch(() => undefined);
    };
    await page.exposeFunction('toSealab', (load: string, text: string) => {
      electron.ipcMain.emit(IPC_CHANNEL, { senderFrame: frame }, load, text);
    });
    await page.addInitScript(`(() => {
      const standIn = {
        contextBridge: { exposeInMainWorld: (name, api) => { window[name] = api; } },
        ipcRenderer: {
          on: (_channel, listener) => { window.fromSealab = (load, text) => listener({}, load, text); },
          send: (_channel, load, text) => { void window.toSealab(load, text); },
        },
      };
      const require = (name) => { if (name === 'electron') return standIn; throw new Error('No module ' + name); };
      ${readFileSync(preloadFile, 'utf8')}
    })();`);
  }
}

declare global {
  interface Window {
    fromSealab?: (load: string, text: string) => void;
  }
}
