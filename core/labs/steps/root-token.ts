import { SealabError } from '#shared/errors.ts';
import type { Secret } from '#shared/secret.ts';
import type { VaultApi } from '../../ports/vault-api.ts';
import type { LabSession } from '../session.ts';

/**
 * Works with a root token: the lab's own where Vault still knows it, else one that is made with the shares and revoked
 * again. A revoked root token stays revoked, and the temporary one is kept nowhere.
 */
export async function withRootToken<T>(
  { session, vault }: { readonly session: LabSession; readonly vault: VaultApi },
  use: (root: Secret) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const secrets = session.requireSecrets().vault;
  if (secrets === undefined)
    throw new SealabError('damaged-file', `Lab ${session.lab} has lost Vault’s shares and root token.`, {
      fix: 'Put a copy of secrets.json back.',
    });
  if (await vault.knowsToken(secrets.rootToken, signal)) return await use(secrets.rootToken);
  const temporary = await vault.generateRoot(secrets.shares, signal);
  try {
    return await use(temporary);
  } finally {
    // Also after a cancel: a root token that nobody knows of must not live on.
    await vault.revokeToken(temporary, new AbortController().signal);
  }
}
