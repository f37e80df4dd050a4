import type { IpcPages } from '../carriers/ipc-pages.ts';
import type { DesktopWindow, ElectronModule } from './electron-module.ts';
import type { Ending } from './ending.ts';
import { openMainWindow } from './main-window.ts';
import type { WindowMemory } from './window-memory.ts';
import { watchForTroubles } from './window-troubles.ts';

export interface PageWindowOptions {
  readonly preloadFile: string;
  readonly memory: WindowMemory;
  readonly pages: IpcPages;
  readonly ending: Ending;
  readonly isMac: boolean;
  /** Called when a window is first shown. */
  readonly onShown: () => void;
}

/** The one window. On macOS it can be closed and opened again while Sealab goes on; elsewhere it is Sealab. */
export class PageWindow {
  readonly #electron: ElectronModule;
  readonly #options: PageWindowOptions;
  #window: DesktopWindow | undefined;
  #opening: Promise<void> | undefined;

  constructor(electron: ElectronModule, options: PageWindowOptions) {
    this.#electron = electron;
    this.#options = options;
  }

  get current(): DesktopWindow | undefined {
    return this.#window;
  }

  /** Brings the window to the front; opens it where there is none, and resolves when its page is loaded. */
  async show(): Promise<void> {
    if (this.#window === undefined || this.#opening !== undefined) return await this.#open();
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Asks to quit, with a question in the window if something runs. */
  requestEnd(): void {
    void this.#options.ending.request(this.#window);
  }

  /** Shows another place of the page, without loading it anew. */
  async goTo(url: string): Promise<void> {
    await this.show();
    await this.#window?.webContents.loadURL(url);
  }

  async #open(): Promise<void> {
    const { preloadFile, memory } = this.#options;
    this.#opening ??= openMainWindow(this.#electron, {
      preloadFile,
      memory,
      isDevelopment: !this.#electron.app.isPackaged,
      onCreated: (window) => this.#attend(window),
    }).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  #attend(window: DesktopWindow): void {
    const { isMac, ending, pages, onShown } = this.#options;
    this.#window = window;
    window.once('ready-to-show', onShown);
    window.on('close', (event) => {
      if (isMac && !ending.signal.aborted) return;
      event.preventDefault();
      this.requestEnd();
    });
    window.on('closed', () => {
      this.#window = undefined;
      pages.leave();
    });
    window.webContents.on('render-process-gone', () => pages.leave());
    watchForTroubles(window, {
      dialog: this.#electron.dialog,
      ending: ending.signal,
      onQuit: () => this.requestEnd(),
    });
  }
}
