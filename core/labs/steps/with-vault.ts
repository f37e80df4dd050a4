import type { VaultApi } from '../../ports/vault-api.ts';
import type { LabSession } from '../session.ts';

/** Works with the lab's Vault over a connection of its own. */
export async function withVault<T>(session: LabSession, use: (vault: VaultApi) => Promise<T>): Promise<T> {
  using vault = session.ports.clients.vault({
    caPem: await session.certificates.pem('ca.crt'),
    vaultUrl: session.urlOf('vault'),
  });
  return await use(vault);
}
