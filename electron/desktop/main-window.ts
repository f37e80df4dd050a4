import type { BrowserWindowConstructorOptions } from 'electron';
import type { DesktopWindow, ElectronModule } from './electron-module.ts';
import { PAGE_URL } from './page-address.ts';
import type { WindowMemory } from './window-memory.ts';
import { type Area, placeWindow, SMALLEST } from './window-state.ts';

/** `--bg` of renderer/app/tokens.css: what the window shows before the page paints. */
const background = { dark: '#0d1014', light: '#f3f5f7' } as const;

export interface MainWindowOptions {
  readonly preloadFile: string;
  readonly memory: WindowMemory;
  readonly isDevelopment: boolean;
  /** Gets the window before its page is loaded, so that nothing of the page is missed. */
  readonly onCreated: (window: DesktopWindow) => void;
}

/**
 * Opens the window where it was and resolves when the page is loaded. It is shown when it has something to show. Throws
 * what Electron throws for a page that cannot be loaded.
 */
export async function openMainWindow(electron: ElectronModule, options: MainWindowOptions): Promise<void> {
  const state = await options.memory.recall();
  const primary = electron.screen.getPrimaryDisplay().workArea;
  const displays = electron.screen.getAllDisplays().map(({ workArea }) => workArea);
  const area = placeWindow(state, { primary, displays });
  const backgroundColor = electron.nativeTheme.shouldUseDarkColors ? background.dark : background.light;
  const window = new electron.BrowserWindow(windowOptions({ ...options, area, backgroundColor }));
  if (state?.maximised === true) window.maximize();
  options.memory.watch(window);
  options.onCreated(window);
  window.once('ready-to-show', () => window.show());
  try {
    await window.webContents.loadURL(PAGE_URL);
  } catch (thrown) {
    // Another load, or the end, came first.
    if (!String(thrown).includes('ERR_ABORTED')) throw thrown;
  }
}

function windowOptions(choice: {
  readonly preloadFile: string;
  readonly isDevelopment: boolean;
  readonly area: Area;
  readonly backgroundColor: string;
}): BrowserWindowConstructorOptions {
  return {
    ...choice.area,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Sealab',
    backgroundColor: choice.backgroundColor,
    show: false,
    webPreferences: {
      preload: choice.preloadFile,
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
      devTools: choice.isDevelopment,
    },
  };
}
