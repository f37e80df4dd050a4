import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { runToEnd } from './run-to-end.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');

const ELECTRON = join(REPOSITORY, 'node_modules', 'electron');

/** Why no window can be driven here; undefined where one can. */
export function noDesktopReason(): string | undefined {
  if (electronProgram() === undefined) return 'Electron’s program is not in node_modules/electron/dist';
  if (process.platform !== 'linux') return undefined;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (DISPLAY === undefined && WAYLAND_DISPLAY === undefined) return 'there is no display here';
  return process.getuid?.() === 0 ? 'Electron refuses to run as root with its sandbox on' : undefined;
}

/** Asking the npm package itself would fetch the program. */
function electronProgram(): string | undefined {
  const named = join(ELECTRON, 'path.txt');
  const program = existsSync(named) ? join(ELECTRON, 'dist', readFileSync(named, 'utf8')) : undefined;
  return program !== undefined && existsSync(program) ? program : undefined;
}

/** Sealab in its own window, with a home of its own. */
export class DesktopShell implements AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly root: string;

  private constructor(options: {
    readonly app: ElectronApplication;
    readonly page: Page;
    readonly root: string;
  }) {
    this.app = options.app;
    this.page = options.page;
    this.root = options.root;
  }

  /** Builds Sealab and opens its window. */
  static async open(...args: readonly string[]): Promise<DesktopShell> {
    const root = mkdtempSync(join(tmpdir(), 'sealab-desktop-e2e-'));
    const build = join(root, 'build');
    await runToEnd(process.execPath, [join(REPOSITORY, 'scripts', 'build.mjs'), build]);
    const { ELECTRON_RUN_AS_NODE: _unused, ...environment } = process.env;
    const env = Object.fromEntries(
      Object.entries({ ...environment, SEALAB_HOME: join(root, 'home') }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
    const app = await _electron.launch({
      executablePath: electronProgram() ?? '',
      args: [join(build, 'node', 'main.js'), ...args],
      env,
    });
    return new DesktopShell({ app, page: await app.firstWindow(), root });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await rm(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

/** The version of the npm package. */
export function electronVersion(): string {
  const { version }: { version: string } = createRequire(import.meta.url)('electron/package.json');
  return version;
}
