import { parseArgs } from 'node:util';
import { UsageError } from '../cli/command.ts';
import { DEFAULT_LAB } from '../cli/commands/lab-commands.ts';

export interface StartOptions {
  readonly lab: string | undefined;
  /** Leave labs running when the page is closed with Ctrl-C. */
  readonly keep: boolean;
  readonly openBrowser: boolean;
  readonly port: number | undefined;
}

export const START_HELP = `npm start -- [NAME] [--no-lab] [--keep] [--no-open] [--port N]

Opens Sealab’s page and brings up a lab (${DEFAULT_LAB}).
  --no-lab    only the page
  --keep      leave the lab running when you press Ctrl-C
  --no-open   print the address and open no browser
  --port N    the page’s port on 127.0.0.1`;

/** Reads the arguments of `npm start`. undefined asks for help. Throws UsageError. */
export function parseStartOptions(argv: readonly string[]): StartOptions | undefined {
  const { values, positionals } = read(argv);
  if (values['help'] === true) return undefined;
  if (positionals.length > 1) throw new UsageError('npm start takes one lab name.');
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1024 && port <= 65_535)) {
    throw new UsageError('--port takes a number from 1024 to 65535.');
  }
  return {
    lab: values['no-lab'] === true ? undefined : (positionals[0] ?? DEFAULT_LAB),
    keep: values['keep'] === true,
    openBrowser: values['no-open'] !== true,
    port,
  };
}

function read(argv: readonly string[]): {
  readonly values: { [name: string]: string | boolean | undefined; port?: string };
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        'no-lab': { type: 'boolean' },
        keep: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (thrown) {
    throw new UsageError(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${START_HELP}`);
  }
}
