import { setTimeout as sleep } from 'node:timers/promises';
import type { DesktopWindow, ElectronModule } from './electron-module.ts';
import { ask } from './questions.ts';

export interface TroubleOptions {
  readonly dialog: ElectronModule['dialog'];
  /** Aborted when Sealab ends: then a page that is gone is no trouble. */
  readonly ending: AbortSignal;
  readonly onQuit: () => void;
}

/** A Ctrl-C in the terminal may reach the page's process before it reaches this one. */
const SAME_KEY_MS = 300;
const LABS_GO_ON = 'Running labs and operations go on; the page finds them again.';

/** Offers a way on when the page's process is gone or does not answer. Nothing is loaded anew without being asked. */
export function watchForTroubles(window: DesktopWindow, options: TroubleOptions): void {
  let answered: AbortController | undefined;
  /** A process that does not answer is ended to load the page anew; that end is no trouble. */
  let isReloading = false;

  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void gone(reason);
  });
  window.on('unresponsive', () => void silent());
  window.on('responsive', () => answered?.abort());

  async function gone(reason: string): Promise<void> {
    await sleep(SAME_KEY_MS);
    const isExpected = isReloading;
    isReloading = false;
    if (isExpected || options.ending.aborted || window.isDestroyed()) return;
    answered?.abort();
    const choice = await ask(options.dialog, window, {
      type: 'error',
      message: 'The page of Sealab has ended.',
      detail: `Its process ended (${reason}). ${LABS_GO_ON}`,
      choices: ['Reload', 'Quit'],
      usual: 'Reload',
    });
    if (window.isDestroyed()) return;
    if (choice === 'Reload') window.webContents.reload();
    else options.onQuit();
  }

  async function silent(): Promise<void> {
    if (options.ending.aborted || answered?.signal.aborted === false) return;
    const question = new AbortController();
    answered = question;
    const choice = await ask(options.dialog, window, {
      type: 'warning',
      message: 'The page of Sealab does not answer.',
      detail: LABS_GO_ON,
      choices: ['Wait', 'Reload', 'Quit'],
      usual: 'Wait',
      signal: question.signal,
    });
    const isObsolete = question.signal.aborted;
    question.abort();
    if (isObsolete || window.isDestroyed()) return;
    if (choice === 'Quit') options.onQuit();
    if (choice !== 'Reload') return;
    isReloading = true;
    window.webContents.forcefullyCrashRenderer();
    window.webContents.reload();
  }
}
