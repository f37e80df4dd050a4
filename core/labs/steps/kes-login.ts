import type { Secret } from '#shared/secret.ts';
import type { VaultApi } from '../../ports/vault-api.ts';
import { type LabSecrets, writeSecrets } from '../secrets-file.ts';
import type { LabSession } from '../session.ts';
import { withRootToken } from './root-token.ts';
import { withVault } from './with-vault.ts';

type KesLogin = Pick<NonNullable<LabSecrets['keyStore']>, 'roleId' | 'secretId'>;

/** What KES logs in to Vault with. The AppRole is made where it is missing; each call makes another secret id. */
export async function makeKesLogin(vault: VaultApi, root: Secret, signal: AbortSignal): Promise<KesLogin> {
  // KES 0.24.0 loses tokens with a period under 150 s or with a max TTL.
  const { roleId } = await vault.writeRole(
    root,
    { name: 'kes', policies: ['kes'], tokenPeriod: '5m' },
    signal,
  );
  return { roleId, secretId: await vault.createSecretId(root, 'kes', signal) };
}

/**
 * Sees to it that KES, which is about to start, can log in: KES ends by itself where Vault refuses its AppRole. It may be
 * deleted, or have been made anew by a request that a killed `up` had sent.
 */
export async function keepKesLogin(session: LabSession, signal: AbortSignal): Promise<void> {
  const secrets = session.requireSecrets();
  const { keyStore } = secrets;
  if (keyStore === undefined) return;
  await withVault(session, async (vault) => {
    if (await vault.canLogIn(keyStore, signal)) return;
    const login = await withRootToken(
      { session, vault },
      async (root) => {
        await vault.ensureAppRole(root, signal);
        return await makeKesLogin(vault, root, signal);
      },
      signal,
    );
    session.secrets = { ...secrets, keyStore: { ...keyStore, ...login } };
    await writeSecrets(session.folder, session.secrets);
  });
}
