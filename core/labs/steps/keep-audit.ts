import { SealabError, toSealabError } from '#shared/errors.ts';
import type { Secret } from '#shared/secret.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import type { VaultApi } from '../../ports/vault-api.ts';
import type { LabSession } from '../session.ts';
import { giveShares } from './give-shares.ts';
import { withRootToken } from './root-token.ts';

/**
 * Sees to it that Vault writes its audit log, also in a lab that was made before it did. Where Sealab's own token may
 * not even ask, its policy is of that time and is written anew, with `rules`.
 */
export async function keepAudit(
  {
    session,
    vault,
    rules,
  }: { readonly session: LabSession; readonly vault: VaultApi; readonly rules: string },
  context: OperationContext,
): Promise<void> {
  const { signal } = context;
  const { keyStore } = session.requireSecrets();
  if (keyStore === undefined) return;
  if (await isOn(vault, keyStore.productToken, signal)) return;
  await withRootToken(
    { session, vault },
    async (root) => {
      await vault.writePolicy(root, { name: 'sealab', rules }, signal);
      await enableAudit({ session, vault, root }, context);
    },
    signal,
  );
}

/**
 * Lets Vault write its audit log. A request for it that was cut off, by a Sealab that was killed, can leave Vault with a
 * device that it uses and does not list, and it refuses another one: sealed and unsealed it knows what is on its disk only.
 */
export async function enableAudit(
  { session, vault, root }: { readonly session: LabSession; readonly vault: VaultApi; readonly root: Secret },
  context: OperationContext,
): Promise<void> {
  const { signal } = context;
  if (await vault.ensureAudit(root, signal)) return;
  context.report({ detail: 'seal and unseal Vault, whose audit log was begun half' });
  await vault.seal(root, signal);
  await giveShares({ session, vault }, context);
  if (await vault.ensureAudit(root, signal)) return;
  throw new SealabError('vault-error', `Vault of lab ${session.lab} does not write its audit log.`, {
    fix: `Start it anew: \`sealab down ${session.lab}\`, then \`sealab up ${session.lab}\`.`,
  });
}

async function isOn(vault: VaultApi, token: Secret, signal: AbortSignal): Promise<boolean> {
  try {
    return await vault.hasAudit(token, signal);
  } catch (thrown) {
    const { code, details } = toSealabError(thrown);
    if (code === 'unauthorized' || details?.['status'] === 403) return false;
    throw thrown;
  }
}
