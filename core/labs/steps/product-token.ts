import type { Secret } from '#shared/secret.ts';
import type { VaultApi } from '../../ports/vault-api.ts';
import { writeSecrets } from '../secrets-file.ts';
import type { LabSession } from '../session.ts';
import { withRootToken } from './root-token.ts';

/** Sealab's own token in Vault: periodic, so that it lives as long as the lab is started once in 32 days. */
export async function makeProductToken(vault: VaultApi, root: Secret, signal: AbortSignal): Promise<Secret> {
  return await vault.createToken(
    root,
    { policies: ['sealab'], period: '768h', displayName: 'sealab' },
    signal,
  );
}

/** Renews the token at each start; one that Vault does not know any more is made anew. */
export async function keepProductToken(
  session: LabSession,
  vault: VaultApi,
  signal: AbortSignal,
): Promise<void> {
  const secrets = session.requireSecrets();
  const { keyStore } = secrets;
  if (keyStore === undefined || (await vault.renewToken(keyStore.productToken, signal))) return;
  const productToken = await withRootToken(
    { session, vault },
    async (root) => await makeProductToken(vault, root, signal),
    signal,
  );
  session.secrets = { ...secrets, keyStore: { ...keyStore, productToken } };
  await writeSecrets(session.folder, session.secrets);
}
