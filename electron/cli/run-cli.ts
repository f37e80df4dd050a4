import { createInterface } from 'node:readline/promises';
import { isCancelled, toWire } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { commandHelp, helpText, type ParsedArguments, parseArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import { formatError } from './print-error.ts';
import { ProgressPrinter } from './progress-printer.ts';

export const EXIT = { done: 0, failed: 1, wrongUse: 2, cancelled: 130 } as const;

export interface CliWorld {
  readonly argv: readonly string[];
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** Made only when a command runs, so that help and wrong use cost nothing. */
  readonly connect: () => Promise<Client>;
}

/** Runs one command and returns its exit code. Never throws. */
export async function runCli(world: CliWorld): Promise<number> {
  let parsed: ParsedArguments | undefined;
  try {
    parsed = parseArguments(world.argv);
  } catch (thrown) {
    world.stderr.write(`sealab: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return EXIT.wrongUse;
  }
  if (parsed === undefined || parsed.help) {
    world.stdout.write(`${parsed === undefined ? helpText() : commandHelp(parsed.command)}\n`);
    return EXIT.done;
  }
  return await runCommand(world, parsed);
}

async function runCommand(
  world: CliWorld,
  { command, positionals, options, json }: ParsedArguments,
): Promise<number> {
  const printer = new ProgressPrinter(world.stderr);
  let exitCode: number = EXIT.done;
  try {
    const value = await command.run({
      client: await world.connect(),
      positionals,
      options,
      signal: world.signal,
      onProgress: (progress) => printer.update(progress),
      print: (text) => {
        printer.end();
        if (!json) world.stdout.write(`${text}\n`);
      },
      printEach: (each) => {
        if (json) world.stdout.write(`${JSON.stringify(each)}\n`);
      },
      markFailed: () => {
        exitCode = EXIT.failed;
      },
      canAsk: world.stdin.isTTY === true,
      confirm: async (question) => await confirm(world, question),
    });
    printer.end();
    if (json && value !== undefined) world.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    return exitCode;
  } catch (thrown) {
    printer.end();
    if (thrown instanceof UsageError) {
      world.stderr.write(`sealab: ${thrown.message}\n`);
      return EXIT.wrongUse;
    }
    world.stderr.write(`${formatError(thrown)}\n`);
    const error = toWire(thrown);
    if (json)
      world.stdout.write(
        `${JSON.stringify({ state: isCancelled(thrown) ? 'cancelled' : 'failed', error }, null, 2)}\n`,
      );
    if (isCancelled(thrown)) return EXIT.cancelled;
    return error.code === 'invalid-input' ? EXIT.wrongUse : EXIT.failed;
  }
}

async function confirm({ stdin, stderr, signal }: CliWorld, question: string): Promise<boolean> {
  if (stdin.isTTY !== true) return false;
  const line = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await line.question(`${question}\nGo on? [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    line.close();
  }
}
