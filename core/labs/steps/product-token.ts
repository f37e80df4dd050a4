import type { Secret } from '#shared/secret.ts';
import type { VaultApi } from '../../ports/services.ts';
import { writeSecrets } from '../secrets-file.ts';
import type { LabSession } from '../session.ts';

/** Sealab's own token in Vault: periodic, so that it lives as long as the lab is started once in 32 days. */
export async function makeProductToken(vault: VaultApi, root: Secret, signal: AbortSignal): Promise<Secret> {
  return await vault.createToken(
    root,
    { policies: ['sealab'], period: '768h', displayName: 'sealab' },
    signal,
  );
}

/** Renews the token at each start; one that Vault does not know any more is made anew with the root token. */
export async function keepProductToken(
  session: LabSession,
  vault: VaultApi,
  signal: AbortSignal,
): Promise<void> {
  const secrets = session.requireSecrets();
  const { keyStore } = secrets;
  const root = secrets.vault?.rootToken;
  if (keyStore === undefined || root === undefined) return;
  if (await vault.renewToken(keyStore.productToken, signal)) return;
  const productToken = await makeProductToken(vault, root, signal);
  session.secrets = { ...secrets, keyStore: { ...keyStore, productToken } };
  await writeSecrets(session.folder, session.secrets);
}
