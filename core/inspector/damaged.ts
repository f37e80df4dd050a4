import { SealabError } from '#shared/errors.ts';

/** A format that is read: what its bytes are called in a message, and what to do when they cannot be read. */
export interface Format {
  readonly name: string;
  readonly fix: string;
}

/** The error of bytes that are not what their format says; `offset` is that of the byte where reading stopped. */
export function damaged(
  { name, fix }: Format,
  problem: string,
  { offset, cause }: { readonly offset?: number; readonly cause?: unknown } = {},
): SealabError {
  return new SealabError('damaged-file', `${name} cannot be read: ${problem}.`, {
    fix,
    ...(offset === undefined ? {} : { details: { offset } }),
    ...(cause === undefined ? {} : { cause }),
  });
}
