import { parseArgs } from 'node:util';
import { type Command, UsageError } from './command.ts';
import { COMMANDS } from './commands/commands.ts';

export interface ParsedArguments {
  readonly command: Command;
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. undefined asks for the general help. Throws UsageError, which names the nearest right use. */
export function parseArguments(argv: readonly string[]): ParsedArguments | undefined {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return undefined;
  const command = COMMANDS.find((known) => known.name === name);
  if (command === undefined)
    throw new UsageError(
      `There is no command “${name}”. There is: ${COMMANDS.map((known) => known.name).join(', ')}.`,
    );
  const { values, positionals } = read(command, rest);
  const { json, help, ...options } = values;
  const isHelp = help === true;
  if (!isHelp && (positionals.length < command.takes.min || positionals.length > command.takes.max)) {
    throw new UsageError(`Use: sealab ${command.name} ${command.usage}`);
  }
  return { command, positionals, options, json: json === true, help: isHelp };
}

function read(
  command: Command,
  argv: readonly string[],
): {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      strict: true,
      options: { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    const plain: Record<string, string | boolean | undefined> = {};
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'string' || typeof value === 'boolean') plain[name] = value;
    }
    return { values: plain, positionals };
  } catch (thrown) {
    const message =
      thrown instanceof Error ? (thrown.message.split('. To specify')[0] ?? thrown.message) : String(thrown);
    throw new UsageError(`${message}\nUse: sealab ${command.name} ${command.usage}`);
  }
}

export function helpText(): string {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  return [
    'Sealab brings up a real Vault, KES and MinIO, and proves that objects are encrypted.',
    '',
    'Use: sealab COMMAND   (from a clone: npm run -s sealab -- COMMAND)',
    '',
    ...COMMANDS.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    'Every command takes --json (one JSON document on stdout) and --help.',
    'Exit codes: 0 done and proven, 1 failed, 2 wrong use, 130 cancelled.',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  return `sealab ${command.name} ${command.usage} [--json]\n\n${command.summary}`;
}
