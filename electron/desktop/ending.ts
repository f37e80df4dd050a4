import type { OperationLog } from '#core/operations.ts';
import type { Client } from '#shared/protocol/client.ts';
import { typed } from '../start/own-command.ts';
import { StartedLabs } from '../start/started-labs.ts';
import type { DialogParent, ElectronModule } from './electron-module.ts';
import { ask } from './questions.ts';

export interface EndingOptions {
  /** Leave labs running that this Sealab started. */
  readonly keep: boolean;
  readonly say: (line: string) => void;
  /** Runs last, while nothing is shown any more. */
  readonly beforeExit: () => Promise<void>;
}

/** The exit code of a program that Ctrl-C ended, and of a second wish to quit. */
const INTERRUPTED = 130;
/** One Ctrl-C, or one closing of a window, may be told of more than once. */
const SAME_WISH_MS = 400;

/**
 * Quits in order: asks while something runs, cancels it, stops the labs that this Sealab started and keeps their data.
 * A second wish to quit ends at once, as does a second Ctrl-C in a terminal.
 */
export class Ending {
  readonly #electron: ElectronModule;
  readonly #options: EndingOptions;
  readonly #started = new AbortController();
  #core:
    | { readonly operations: OperationLog; readonly client: Client; readonly labs: StartedLabs }
    | undefined;
  #isAsking = false;
  #startedMs = 0;

  constructor(electron: ElectronModule, options: EndingOptions) {
    this.#electron = electron;
    this.#options = options;
  }

  /** Aborted when Sealab starts to end. */
  get signal(): AbortSignal {
    return this.#started.signal;
  }

  /** From now on there is something to end. */
  watch(core: { readonly operations: OperationLog; readonly client: Client }): void {
    this.#core = { ...core, labs: new StartedLabs(core.operations) };
  }

  /** A person wants to quit. `window` carries the question. */
  async request(window: DialogParent | undefined): Promise<void> {
    if (this.#isAsking) return;
    const running = this.#core?.operations.snapshots.filter(({ state }) => state === 'running') ?? [];
    if (window === undefined || running.length === 0 || this.signal.aborted) return await this.end(0);
    this.#isAsking = true;
    try {
      const answer = await ask(this.#electron.dialog, window, {
        type: 'question',
        message: 'Quit while Sealab works?',
        detail: `${running.map(({ title }) => title).join('\n')}\n\nQuitting cancels this and takes back what is half done. Data is kept.`,
        choices: ['Cancel and Quit', 'Go On'],
        usual: 'Go On',
      });
      if (answer === 'Go On') return;
    } finally {
      this.#isAsking = false;
    }
    await this.end(0);
  }

  /** Ends without a question; the second call ends at once and leaves labs as they are. */
  async end(code: number): Promise<void> {
    if (this.signal.aborted) {
      if (performance.now() - this.#startedMs > SAME_WISH_MS) this.#electron.app.exit(INTERRUPTED);
      return;
    }
    this.#startedMs = performance.now();
    this.#started.abort();
    try {
      await this.#stop();
      await this.#options.beforeExit();
    } finally {
      this.#electron.app.exit(code);
    }
  }

  async #stop(): Promise<void> {
    if (this.#core === undefined) return;
    const { operations, client, labs } = this.#core;
    const { keep, say } = this.#options;
    await operations.cancelAll();
    const [first] = labs.names;
    if (!keep) await labs.stopAll(client, say);
    else if (first !== undefined)
      say(typed(`${labs.names.join(', ')} goes on. Stop with: sealab down ${first}`));
  }
}
