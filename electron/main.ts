import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  screen,
  session,
  shell,
} from 'electron';
import { UsageError } from './cli/command.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { formatError } from './cli/print-error.ts';
import { createDesktop, type Desktop } from './desktop/create-desktop.ts';
import { bringUp } from './start/bring-up.ts';
import { parseStartOptions, type StartOptions } from './start/start-options.ts';
import { homeFolder } from './system/folders.ts';

/** The file that `npm start` looks for to know that there was a window. */
const SHOWN_FILE = 'SEALAB_WINDOW_SHOWN';

const electron = { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell };

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
// A window that was opened from the system's menu has no terminal behind it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

function start(): void {
  const options = optionsOf(process.argv);
  const desktop = createDesktop(electron, {
    assemble: async () => await (await import('./assemble.ts')).assemble(),
    rendererFolder: fileURLToPath(new URL('../renderer/', import.meta.url)),
    preloadFile: fileURLToPath(new URL('preload.cjs', import.meta.url)),
    homeFolder: homeFolder(),
    keep: options.keep,
    say,
    onShown: () => {
      const file = process.env[SHOWN_FILE];
      if (file !== undefined) writeFileSync(file, '');
    },
  });
  if (desktop === undefined) return;
  const interrupted = interruptSignal(() => say('\nStopping. Press Ctrl-C again to end at once.'));
  interrupted.addEventListener('abort', () => void desktop.end(130), { once: true });
  // Electron is ready only after this file has run to its end: nothing here may be awaited at the top level.
  void follow(desktop, options);
}

async function follow(desktop: Desktop, options: StartOptions): Promise<void> {
  try {
    await desktop.opened;
    const { client, version } = await desktop.core;
    say(`Sealab ${version} is open in its window.\n`);
    if (options.lab !== undefined) await bringUp(client, options.lab, desktop.ending);
  } catch (thrown) {
    if (desktop.ending.aborted) return;
    process.stderr.write(`${formatError(thrown)}\n`);
    dialog.showErrorBox('Sealab cannot start', formatError(thrown));
    await desktop.end(1);
  }
}

/** An installed Sealab opens its window and starts nothing by itself; in a clone the arguments are those of `npm start`. */
function optionsOf(argv: readonly string[]): StartOptions {
  const none: StartOptions = {
    lab: undefined,
    keep: argv.includes('--keep'),
    openBrowser: false,
    port: undefined,
  };
  return app.isPackaged ? none : (parseStartOptions(argv.slice(2)) ?? none);
}

try {
  start();
} catch (thrown) {
  process.stderr.write(`${formatError(thrown)}\n`);
  app.exit(thrown instanceof UsageError ? 2 : 1);
}
