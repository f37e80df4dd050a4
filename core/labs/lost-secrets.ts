import { SealabError } from '#shared/errors.ts';
import type { OpenLab } from './open-lab.ts';
import { SECRETS_FILE } from './secrets-file.ts';

/**
 * Throws `damaged-file` where a lab once had secrets that are gone. No crash does that: the shares are on disk before
 * the journal says that Vault is initialised. Going on would give the lab an empty Vault, and its objects up.
 */
export function throwIfSecretsAreLost({ session, journal }: OpenLab): void {
  const { vault } = session.requireSecrets();
  if (vault !== undefined) return;
  const wasInitialised = journal.lines.some(
    (line) => line.kind === 'outcome' && line.step === 'initialise' && line.ok,
  );
  if (!wasInitialised) return;
  const where = `${session.folder.path}/${SECRETS_FILE}`;
  throw new SealabError('damaged-file', `${where} has lost the shares of this lab’s Vault.`, {
    fix: 'Put the newest copy of the file back. Without the shares nobody can read the lab’s objects; `sealab rm NAME` removes it.',
    details: { where },
  });
}
