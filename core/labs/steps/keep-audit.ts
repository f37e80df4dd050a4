import { toSealabError } from '#shared/errors.ts';
import type { VaultApi } from '../../ports/vault-api.ts';
import type { LabSession } from '../session.ts';
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
  signal: AbortSignal,
): Promise<void> {
  const { keyStore } = session.requireSecrets();
  if (keyStore === undefined) return;
  if (await isOn(vault, keyStore.productToken, signal)) return;
  await withRootToken(
    { session, vault },
    async (root) => {
      await vault.writePolicy(root, { name: 'sealab', rules }, signal);
      await vault.ensureAudit(root, signal);
    },
    signal,
  );
}

async function isOn(
  vault: VaultApi,
  token: Parameters<VaultApi['hasAudit']>[0],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await vault.hasAudit(token, signal);
  } catch (thrown) {
    const { code, details } = toSealabError(thrown);
    if (code === 'unauthorized' || details?.['status'] === 403) return false;
    throw thrown;
  }
}
