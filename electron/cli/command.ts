import type { ParseArgsOptionsConfig } from 'node:util';
import type { Progress } from '#shared/contract/progress.ts';
import type { Client } from '#shared/protocol/client.ts';

/** What a command works with. Everything that is asked of Sealab goes through `client`. */
export interface CommandContext {
  readonly client: Client;
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Prints for people, to stdout; does nothing with --json. */
  readonly print: (text: string) => void;
  /** With --json: one document on a line of its own, for what goes on until it is ended. Does nothing without. */
  readonly printEach: (value: unknown) => void;
  /** Ends with exit code 1 although the command was carried out: what it found is not as it should be. */
  readonly markFailed: () => void;
  /** Is there somebody at a terminal? */
  readonly canAsk: boolean;
  /** Asks a yes-or-no question on the terminal; false without one. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/** One command of the command line. `run` returns what --json prints; undefined where it printed each by itself. */
export interface Command {
  readonly name: string;
  /** Arguments as the help shows them: `NAME`, `[NAME]`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  /** How many positionals it takes. */
  readonly takes: { readonly min: number; readonly max: number };
  readonly run: (context: CommandContext) => Promise<unknown>;
}

/** A mistake in how the command line was used: exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
