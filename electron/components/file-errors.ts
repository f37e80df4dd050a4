import type { ErrorCode } from '#shared/errors.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';

const codes: Readonly<
  Record<string, { readonly code: ErrorCode; readonly why: string; readonly fix: string }>
> = {
  ENOENT: { code: 'not-found', why: 'it does not exist', fix: 'Check the path.' },
  ENOTDIR: { code: 'not-found', why: 'a part of its path is a file', fix: 'Check the path.' },
  EISDIR: { code: 'invalid-input', why: 'it is a folder', fix: 'Name a file.' },
  EACCES: { code: 'permission-denied', why: 'access is denied', fix: 'Change its permissions or its owner.' },
  EPERM: { code: 'permission-denied', why: 'access is denied', fix: 'Change its permissions or its owner.' },
  EROFS: { code: 'permission-denied', why: 'the disk is read-only', fix: 'Use a folder on another disk.' },
  ENOSPC: { code: 'disk-full', why: 'the disk is full', fix: 'Free some space and run it again.' },
  EDQUOT: { code: 'disk-full', why: 'the disk quota is used up', fix: 'Free some space and run it again.' },
};

/** The `code` of a system error such as `ENOENT`; undefined for anything else. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/**
 * Turns an error of the file system into a SealabError. `what` says which file and what was done with it, without a
 * full stop. A SealabError stays as it is, and so does an error that no person can act on.
 */
export function fromFileError(thrown: unknown, what: string): unknown {
  if (thrown instanceof SealabError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return cancelledError(thrown);
  const known = codes[systemCode(thrown) ?? ''];
  if (known === undefined) return thrown;
  return new SealabError(known.code, `${what}: ${known.why}.`, { fix: known.fix, cause: thrown });
}
