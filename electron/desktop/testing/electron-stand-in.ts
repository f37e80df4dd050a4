import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  CustomScheme,
  MenuItemConstructorOptions,
  MessageBoxOptions,
} from 'electron';
import type { ElectronModule } from '../electron-module.ts';
import type { Area } from '../window-state.ts';
import { EventStandIn, WindowStandIn } from './window-stand-in.ts';

class AppStandIn extends EventEmitter {
  isPackaged = false;
  isFirst = true;
  /** Everything that was asked for, in order. */
  readonly calls: string[] = [];
  readonly exits: number[] = [];
  #ready = false;
  #beReady: () => void = () => {};
  readonly #whenReady = new Promise<void>((resolve) => {
    this.#beReady = resolve;
  });

  requestSingleInstanceLock(): boolean {
    this.calls.push('lock');
    return this.isFirst;
  }

  enableSandbox(): void {
    this.calls.push('sandbox');
  }

  setName(name: string): void {
    this.calls.push(`name ${name}`);
  }

  setPath(name: string, path: string): void {
    this.calls.push(`${name} ${path}`);
  }

  isReady(): boolean {
    return this.#ready;
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }

  quit(): void {
    this.calls.push('quit');
    this.emit('before-quit', new EventStandIn());
  }

  exit(code = 0): void {
    this.exits.push(code);
  }

  /** Electron is ready once the program has been loaded. */
  beReady(): void {
    this.#ready = true;
    this.#beReady();
  }
}

type PermissionRequest = Parameters<
  ElectronModule['session']['defaultSession']['setPermissionRequestHandler']
>[0];
type PermissionCheck = Parameters<
  ElectronModule['session']['defaultSession']['setPermissionCheckHandler']
>[0];

class SessionStandIn {
  request: PermissionRequest | undefined;
  check: PermissionCheck | undefined;
  device: (() => boolean) | undefined;
  flushes = 0;

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.request = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.check = handler;
  }

  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler;
  }

  flushStorageData(): void {
    this.flushes += 1;
  }
}

/** Records what the desktop shell asks of Electron, and emits what Electron would. */
export class ElectronStandIn implements ElectronModule {
  readonly app = new AppStandIn();
  readonly ipcMain = new EventEmitter();
  readonly windows: WindowStandIn[] = [];
  readonly schemes: CustomScheme[] = [];
  readonly handled = new Map<string, (request: Request) => Promise<Response>>();
  readonly questions: MessageBoxOptions[] = [];
  readonly errors: string[] = [];
  readonly opened: string[] = [];
  menu: readonly MenuItemConstructorOptions[] = [];
  displays: Area[] = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  /** The label that a person presses in every question from now on. */
  answer = '';
  readonly nativeTheme = { shouldUseDarkColors: true };
  readonly session = { defaultSession: new SessionStandIn() };
  readonly BrowserWindow: ElectronModule['BrowserWindow'];

  constructor() {
    const { app, windows } = this;
    this.BrowserWindow = class extends WindowStandIn {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options);
        windows.push(this);
        app.emit('web-contents-created', {}, this.webContents);
      }
    };
  }

  readonly Menu = {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => {
      this.menu = template;
      return { items: template };
    },
    setApplicationMenu: () => undefined,
  };

  readonly dialog = {
    showMessageBox: async (_parent: unknown, options: MessageBoxOptions) => {
      this.questions.push(options);
      return { response: options.buttons?.indexOf(this.answer) ?? -1 };
    },
    showErrorBox: (title: string, content: string) => {
      this.errors.push(`${title}: ${content}`);
    },
  };

  readonly protocol = {
    registerSchemesAsPrivileged: (schemes: CustomScheme[]) => {
      this.app.calls.push('schemes');
      this.schemes.push(...schemes);
    },
    handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
      this.handled.set(scheme, handler);
    },
  };

  readonly screen = {
    getAllDisplays: () => this.displays.map((workArea) => ({ workArea })),
    getPrimaryDisplay: () => ({ workArea: this.displays[0] ?? { x: 0, y: 0, width: 1024, height: 768 } }),
  };

  readonly shell = {
    openExternal: async (url: string) => {
      this.opened.push(url);
    },
    openPath: async (path: string) => {
      this.opened.push(path);
      return '';
    },
  };

  /** The newest window. */
  get window(): WindowStandIn {
    const window = this.windows.at(-1);
    if (window === undefined) throw new Error('There is no window.');
    return window;
  }

  /** Asks the page's protocol as Chromium would. */
  async fetch(url: string, method = 'GET'): Promise<Response> {
    const handler = this.handled.get('app');
    if (handler === undefined) throw new Error('Nobody serves app://.');
    // Node's Request takes any scheme; a method such as TRACE is the one thing it refuses.
    return await handler(new Request(url, { method }));
  }

  /** The menu item with this label or role, wherever it stands. */
  menuItem(name: string): MenuItemConstructorOptions | undefined {
    return this.menu
      .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
      .find(({ label, role }) => label === name || role === name);
  }
}
