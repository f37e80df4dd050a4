import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperationLog } from '#core/operations.ts';
import type { Progress } from '#shared/contract/progress.ts';
import { cancelledError } from '#shared/errors.ts';
import { Client } from '#shared/protocol/client.ts';
import type { Handlers } from '#shared/protocol/handlers.ts';
import { memoryCarrierPair } from '#shared/protocol/memory-carrier.ts';
import { serve } from '#shared/protocol/serve.ts';
import { createClock } from '../../system/clock.ts';
import { createDesktop, type Desktop, type DesktopCore, type DesktopOptions } from '../create-desktop.ts';
import { ElectronStandIn } from './electron-stand-in.ts';

const STARTED: Progress = {
  title: 'Bringing up one',
  steps: [{ id: 'start-minio1', title: 'Start MinIO', group: 'services', state: 'done' }],
  fraction: 0.5,
  elapsedMs: 1,
};

/** A Sealab with one lab that takes as long to come up as the test wants, in a window that is not there. */
export class DesktopBench {
  readonly electron = new ElectronStandIn();
  readonly root = mkdtempSync(join(tmpdir(), 'sealab-desktop-'));
  readonly home = join(this.root, 'home');
  readonly page = join(this.root, 'page');
  readonly said: string[] = [];
  readonly logged: string[] = [];
  readonly stopped: string[] = [];
  readonly operations = new OperationLog(createClock());
  /** How many feeds are being followed. */
  followed = 0;
  /** Lets `labs.up` end well. */
  finishUp: () => void = () => {};
  readonly #up = new Promise<void>((resolve) => {
    this.finishUp = resolve;
  });

  constructor() {
    mkdirSync(join(this.page, 'assets'), { recursive: true });
    writeFileSync(join(this.root, 'outside.txt'), 'OUTSIDE');
    writeFileSync(join(this.page, 'index.html'), '<!doctype html><title>Sealab</title>');
    writeFileSync(join(this.page, 'assets', 'index-B1a_2c-D.js'), 'export {};');
  }

  /** Starts the shell; the page is not loaded before `ready`. */
  start(options: Partial<DesktopOptions> = {}): Desktop | undefined {
    return createDesktop(this.electron, {
      assemble: async () => this.core(),
      rendererFolder: this.page,
      preloadFile: '/app/preload.cjs',
      homeFolder: this.home,
      keep: false,
      say: (line) => this.said.push(line),
      log: (line) => this.logged.push(line),
      platform: 'linux',
      ...options,
    });
  }

  /** A shell whose window is open. */
  async open(options: Partial<DesktopOptions> = {}): Promise<Desktop> {
    const desktop = this.start(options);
    if (desktop === undefined) throw new Error('The shell did not start.');
    this.electron.app.beReady();
    await desktop.opened;
    return desktop;
  }

  core(): DesktopCore {
    const handlers = this.#handlers();
    const carriers = memoryCarrierPair();
    serve(carriers.server, handlers);
    return { handlers, operations: this.operations, client: new Client(carriers.client), version: '1' };
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #handlers(): Handlers {
    const { operations } = this;
    const handlers: Partial<Handlers> = {
      'system.about': async () => ({
        version: '1',
        homeFolder: this.home,
        cacheFolder: '/c',
        platform: 'test',
        pid: 1,
      }),
      'operations.changed': async (_input, { publish, signal }) => {
        this.followed += 1;
        publish([...operations.snapshots]);
        const leave = operations.onChange((snapshots) => publish([...snapshots]));
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        );
        leave();
        this.followed -= 1;
      },
      'labs.up': async ({ name }, caller) =>
        await operations.run(
          { name: 'labs.up', title: `Bringing up ${name}`, lab: name },
          caller,
          async (context) => {
            context.report(STARTED);
            await Promise.race([
              this.#up,
              new Promise((_resolve, reject) => {
                context.signal.addEventListener('abort', () => reject(cancelledError()), { once: true });
              }),
            ]);
            // oxlint-disable-next-line no-unsafe-type-assertion -- nobody looks at the result of a lab that is not there
            return {} as never;
          },
        ),
      'labs.down': async ({ name }, caller) =>
        await operations.run(
          { name: 'labs.down', title: `Stopping ${name}`, lab: name },
          caller,
          async () => {
            this.stopped.push(name);
            return { name, status: 'stopped' };
          },
        ),
    };
    // oxlint-disable-next-line no-unsafe-type-assertion -- the shell knows no handler by name
    return handlers as Handlers;
  }
}
