import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensurePrivateFolder, writeDurably } from '../system/private-files.ts';
import type { DesktopWindow } from './electron-module.ts';
import { WindowState } from './window-state.ts';

const EVERY_MS = 1_000;

/** Remembers where the window is, written at most once a second. A window that is forgotten is no failure. */
export class WindowMemory {
  readonly #file: string;
  readonly #log: (line: string) => void;
  #written = '';
  #latest: WindowState | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string, log: (line: string) => void) {
    this.#file = file;
    this.#log = log;
  }

  /** What was remembered; undefined where there is nothing or nothing usable. */
  async recall(): Promise<WindowState | undefined> {
    try {
      return WindowState.safeParse(JSON.parse(await readFile(this.#file, 'utf8'))).data;
    } catch {
      // Absent on the first start; a damaged one is written anew.
      return undefined;
    }
  }

  watch(window: DesktopWindow): void {
    const see = (): void => {
      if (window.isDestroyed() || window.isMinimized()) return;
      this.#latest = { ...window.getNormalBounds(), maximised: window.isMaximized() };
      this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS);
    };
    for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event, see);
  }

  /** Writes now what is not written yet. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#latest === undefined ? this.#written : `${JSON.stringify(this.#latest)}\n`;
    if (text === this.#written) return;
    this.#written = text;
    try {
      await ensurePrivateFolder(dirname(this.#file));
      await writeDurably(this.#file, text);
    } catch (thrown) {
      this.#log(`desktop: the window’s place is not remembered: ${String(thrown)}`);
    }
  }
}
