import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '#shared/protocol/serve.ts';
import type { Sealab } from '../assemble.ts';
import { IPC_CHANNEL } from '../carriers/ipc-channel.ts';
import { IpcPages } from '../carriers/ipc-pages.ts';
import type { ElectronModule } from './electron-module.ts';
import { Ending } from './ending.ts';
import { denyPermissions, guardContents } from './guard-contents.ts';
import { labFolderOf } from './lab-folder-of.ts';
import { menuTemplate } from './menu-template.ts';
import { isOwnPage, opensInBrowser, PAGE_URL } from './page-address.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { PageWindow } from './page-window.ts';
import { WindowMemory } from './window-memory.ts';

export type DesktopCore = Pick<Sealab, 'handlers' | 'operations' | 'client' | 'version'>;

export interface DesktopOptions {
  /** Makes the Sealab that the window shows; called once, and not by a second start. */
  readonly assemble: () => Promise<DesktopCore>;
  /** The built page. */
  readonly rendererFolder: string;
  readonly preloadFile: string;
  /** SEALAB_HOME: one window for each. */
  readonly homeFolder: string;
  /** Leave labs running that this Sealab started. */
  readonly keep: boolean;
  /** Lines for the terminal, if there is one. */
  readonly say: (line: string) => void;
  /** What the shell saw, without secrets. */
  readonly log?: (line: string) => void;
  /** Called when the window is first shown. */
  readonly onShown?: () => void;
  readonly platform?: NodeJS.Platform;
}

export interface Desktop {
  readonly core: Promise<DesktopCore>;
  /** Resolves when the page is loaded and Sealab answers it; rejects when either cannot be. */
  readonly opened: Promise<void>;
  /** Aborted when Sealab starts to end. */
  readonly ending: AbortSignal;
  /** Ends without a question; the second call ends at once. */
  readonly end: (code: number) => Promise<void>;
}

/**
 * The desktop shell. Asks of `electron` what docs/desktop.md lists. Must be called before Electron is ready, in the turn
 * that loads the program. Undefined for a second start with the same home: the first one's window comes to the front.
 */
export function createDesktop(electron: ElectronModule, options: DesktopOptions): Desktop | undefined {
  const { app } = electron;
  const { homeFolder, say, log = (): void => {} } = options;
  const isMac = (options.platform ?? process.platform) === 'darwin';
  if (!claimHome(electron, homeFolder)) {
    say('Sealab is open already; its window comes to the front.');
    app.exit(0);
    return undefined;
  }
  registerPageScheme(electron.protocol);
  app.enableSandbox();

  const core = options.assemble();
  const memory = new WindowMemory(join(homeFolder, 'window.json'), log);
  const ending = new Ending(electron, {
    keep: options.keep,
    say,
    beforeExit: async () => {
      if (app.isReady()) electron.session.defaultSession.flushStorageData();
      await memory.flush();
    },
  });
  core.then(
    (ready) => ending.watch(ready),
    () => undefined, // `opened` rejects with it.
  );
  const pages = new IpcPages({
    isOwnPage,
    log,
    // Frames wait in the carrier until there is a Sealab to answer them.
    onPage: (carrier) => {
      core.then(
        ({ handlers }) => serve(carrier, handlers),
        () => carrier.close(),
      );
    },
  });
  const window = new PageWindow(electron, {
    preloadFile: options.preloadFile,
    memory,
    pages,
    ending,
    isMac,
    onShown: options.onShown ?? ((): void => {}),
  });
  const tell = (thrown: unknown): void => log(`desktop: ${String(thrown)}`);
  const openInBrowser = (url: string): void => {
    if (opensInBrowser(url)) electron.shell.openExternal(url).catch(tell);
  };
  const openLabFolder = async (): Promise<void> => {
    const folder = labFolderOf(homeFolder, window.current?.webContents.getURL() ?? '');
    const refusal = await electron.shell.openPath(folder);
    if (refusal !== '') electron.dialog.showErrorBox('The folder does not open', `${folder}\n\n${refusal}`);
  };

  app.on('web-contents-created', (_event, contents) => guardContents(contents, openInBrowser));
  for (const event of ['second-instance', 'activate'] as const)
    app.on(
      event,
      () =>
        void app
          .whenReady()
          .then(() => window.show())
          .catch(tell),
    );
  app.on('window-all-closed', () => {
    if (!isMac) app.quit();
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    window.requestEnd();
  });
  electron.ipcMain.on(IPC_CHANNEL, (event, ...parts) => pages.receive(event.senderFrame, parts));

  const open = async (): Promise<void> => {
    await app.whenReady();
    denyPermissions(electron.session.defaultSession);
    servePage(electron.protocol, options.rendererFolder);
    const template = menuTemplate({
      isMac,
      isDevelopment: !app.isPackaged,
      onNewLab: () => void window.goTo(`${PAGE_URL}#/new`).catch(tell),
      onOpenLabFolder: () => void openLabFolder().catch(tell),
      onOpenDocumentation: openInBrowser,
    });
    electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(template));
    await Promise.all([window.show(), core]);
  };
  return { core, opened: open(), ending: ending.signal, end: (code) => ending.end(code) };
}

/** One Sealab window for each home: the system's lock is bound to the folder of Chromium's own data. */
function claimHome({ app }: ElectronModule, homeFolder: string): boolean {
  const data = join(homeFolder, 'window');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  app.setName('Sealab');
  app.setPath('userData', data);
  return app.requestSingleInstanceLock();
}
