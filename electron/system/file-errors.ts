import { SealabError } from '#shared/errors.ts';

/** The system's code (`ENOENT`, `EACCES`, …) of something that was thrown; undefined for anything else. */
export function systemCode(thrown: unknown): string | undefined {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return undefined;
}

/** True where the file or folder was not there. */
export function isMissing(thrown: unknown): boolean {
  const code = systemCode(thrown);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * Turns what a file call threw into a SealabError that names the path: `permission-denied`, `disk-full`, `not-found`
 * or `internal`. `what` continues "Sealab cannot …", for example `write the file`.
 */
export function fileError(thrown: unknown, what: string, path: string): SealabError {
  if (thrown instanceof SealabError) return thrown;
  const code = systemCode(thrown);
  const details = { path, ...(code === undefined ? {} : { systemCode: code }) };
  const message = `Sealab cannot ${what} ${path}`;
  switch (code ?? '') {
    case 'EACCES':
    case 'EPERM':
      return new SealabError('permission-denied', `${message}: the system refuses it.`, {
        fix: `Give your user this path back: sudo chown -R "$(id -un)" '${path}'`,
        details,
        cause: thrown,
      });
    case 'EROFS':
      return new SealabError('permission-denied', `${message}: the file system is read-only.`, {
        fix: 'Set SEALAB_HOME to a folder that can be written.',
        details,
        cause: thrown,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new SealabError('disk-full', `${message}: the disk is full.`, {
        fix: 'Free some space on that disk, or set SEALAB_HOME to a folder on another one. Then run it again.',
        details,
        cause: thrown,
      });
    case 'ENOENT':
      return new SealabError('not-found', `${message}: it does not exist.`, { details, cause: thrown });
    default: {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      return new SealabError('internal', `${message}: ${reason}.`, { details, cause: thrown });
    }
  }
}
