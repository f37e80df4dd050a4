import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron, noWindowReason } from '../../scripts/bootstrap/electron-program.mjs';
import { runToEnd } from './run-to-end.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** Why no window can be driven here; undefined where one can. */
export function noDesktopReason(): string | undefined {
  if (findElectron().program === undefined) return 'Electron’s program is not in node_modules/electron/dist';
  return noWindowReason();
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
      executablePath: findElectron().program ?? '',
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
