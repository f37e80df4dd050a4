import { toSealabError } from '#shared/errors.ts';
import { typed } from '../start/own-command.ts';

/** An error for a person: what happened, the evidence, what to do next. */
export function formatError(thrown: unknown): string {
  const error = toSealabError(thrown);
  const evidence = error.details?.['evidence'];
  return [
    `sealab: ${typed(error.message)}`,
    ...(Array.isArray(evidence) ? evidence.map((line) => `  │ ${line}`) : []),
    ...(error.fix === undefined ? [] : [`  Next: ${typed(error.fix)}`]),
  ].join('\n');
}
