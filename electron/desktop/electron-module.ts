import type {
  BrowserWindowConstructorOptions,
  CustomScheme,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  Rectangle,
} from 'electron';
import type { IpcFrame } from '../carriers/ipc-pages.ts';

/** What a listener can refuse. */
export interface Refusable {
  preventDefault(): void;
}

export interface DesktopContents {
  on(
    event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect',
    listener: (event: Refusable & { readonly url: string }) => void,
  ): unknown;
  on(event: 'will-attach-webview', listener: (event: Refusable) => void): unknown;
  on(
    event: 'render-process-gone',
    listener: (event: unknown, details: { readonly reason: string }) => void,
  ): unknown;
  on(event: 'destroyed', listener: () => void): unknown;
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { action: 'deny' }): void;
  getURL(): string;
  loadURL(url: string): Promise<void>;
  reload(): void;
  forcefullyCrashRenderer(): void;
}

/** What a dialog can hang on. */
export interface DialogParent {
  focus(): void;
}

export interface DesktopWindow extends DialogParent {
  readonly webContents: DesktopContents;
  on(event: 'close', listener: (event: Refusable) => void): unknown;
  on(
    event: 'closed' | 'resize' | 'move' | 'maximize' | 'unmaximize' | 'unresponsive' | 'responsive',
    listener: () => void,
  ): unknown;
  once(event: 'ready-to-show', listener: () => void): unknown;
  getNormalBounds(): Rectangle;
  isMaximized(): boolean;
  isMinimized(): boolean;
  isDestroyed(): boolean;
  maximize(): void;
  restore(): void;
  show(): void;
}

export interface DesktopApp {
  /** False in a clone, where the page can be loaded anew from the menu. */
  readonly isPackaged: boolean;
  on(event: 'second-instance' | 'activate' | 'window-all-closed', listener: () => void): unknown;
  on(event: 'before-quit', listener: (event: Refusable) => void): unknown;
  on(event: 'web-contents-created', listener: (event: unknown, contents: DesktopContents) => void): unknown;
  requestSingleInstanceLock(): boolean;
  enableSandbox(): void;
  setName(name: string): void;
  setPath(name: string, path: string): void;
  isReady(): boolean;
  whenReady(): Promise<void>;
  quit(): void;
  exit(code?: number): void;
}

type Granted = (granted: boolean) => void;

export interface DesktopSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, callback: Granted) => void,
  ): void;
  setPermissionCheckHandler(
    handler: (contents: unknown, permission: string, origin: string) => boolean,
  ): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  flushStorageData(): void;
}

/**
 * The part of Electron's main-process module that the desktop shell uses, and nothing else: a test gives a recorded
 * stand-in, `main.ts` the module. https://www.electronjs.org/docs/latest/api/app and its neighbours.
 */
export interface ElectronModule {
  readonly app: DesktopApp;
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => DesktopWindow;
  readonly Menu: {
    buildFromTemplate(template: MenuItemConstructorOptions[]): { readonly items: readonly unknown[] };
    setApplicationMenu(menu: { readonly items: readonly unknown[] } | null): void;
  };
  readonly dialog: {
    showMessageBox(parent: DialogParent, options: MessageBoxOptions): Promise<{ readonly response: number }>;
    showErrorBox(title: string, content: string): void;
  };
  readonly ipcMain: {
    on(
      channel: string,
      listener: (event: { readonly senderFrame: IpcFrame | null }, ...parts: unknown[]) => void,
    ): unknown;
  };
  readonly nativeTheme: { readonly shouldUseDarkColors: boolean };
  readonly protocol: {
    registerSchemesAsPrivileged(schemes: CustomScheme[]): void;
    handle(scheme: string, handler: (request: Request) => Promise<Response>): void;
  };
  readonly screen: {
    getAllDisplays(): readonly { readonly workArea: Rectangle }[];
    getPrimaryDisplay(): { readonly workArea: Rectangle };
  };
  readonly session: { readonly defaultSession: DesktopSession };
  readonly shell: {
    openExternal(url: string): Promise<void>;
    openPath(path: string): Promise<string>;
  };
}
