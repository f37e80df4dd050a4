import { asTyped } from '#shared/own-command.ts';

/** What starts this Sealab's command line: the bootstrap tells it. */
export function ownCommand(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return environment['SEALAB_COMMAND'] ?? 'sealab';
}

/** A text for a person at a terminal, with Sealab's own commands as they are typed here. */
export function typed(text: string): string {
  return asTyped(text, ownCommand());
}
