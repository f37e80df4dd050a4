import type { Secret } from '#shared/secret.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import type { VaultApi } from '../../ports/vault-api.ts';
import { type LabSecrets, writeSecrets } from '../secrets-file.ts';
import type { LabSession } from '../session.ts';
import { giveShares } from './give-shares.ts';
import { enableAudit, keepAudit } from './keep-audit.ts';
import { makeKesLogin } from './kes-login.ts';
import { keepProductToken, makeProductToken } from './product-token.ts';
import { withRootToken } from './root-token.ts';
import { waitFor } from './wait.ts';
import { withVault } from './with-vault.ts';

export const SHARES = 5;
export const THRESHOLD = 3;
const KV_MOUNT = 'kv';

/**
 * Initialises Vault and keeps the shares and the root token before anything else happens. A Vault that is
 * initialised while no share was ever kept is one whose initialisation was cut off: nothing can be stored in it yet,
 * and `startOver` gives an empty one.
 */
export async function initialiseVault(
  session: LabSession,
  startOver: () => Promise<void>,
  context: OperationContext,
): Promise<void> {
  await withVault(session, async (vault) => {
    const status = await waitFor(
      session,
      { service: 'vault', limitMs: 30_000, try: async (signal) => await vault.sealStatus(signal) },
      context,
    );
    if (status.initialised) {
      await startOver();
      await waitFor(
        session,
        { service: 'vault', limitMs: 30_000, try: async (signal) => await vault.sealStatus(signal) },
        context,
      );
    }
    const init = await vault.initialise({ shares: SHARES, threshold: THRESHOLD }, context.signal);
    session.secrets = { ...session.requireSecrets(), vault: { ...init, threshold: THRESHOLD } };
    await writeSecrets(session.folder, session.secrets);
    context.report({ detail: `${SHARES} shares made, ${THRESHOLD} unseal` });
  });
}

/** Unseals Vault with the stored shares, and sees to what Sealab needs of it. */
export async function unsealVault(session: LabSession, context: OperationContext): Promise<void> {
  await withVault(session, async (vault) => {
    await giveShares({ session, vault }, context);
    await keepProductToken(session, vault, context.signal);
    await keepAudit({ session, vault, rules: sealabPolicy(session.definition.kv) }, context);
    context.report({ detail: 'unsealed and active' });
  });
}

/** What KES may do in Vault, for each version of the kv secrets engine. */
export function kesPolicy(kv: 1 | 2): string {
  const rule = (path: string, capabilities: readonly string[]): string =>
    `path "${path}" {\n  capabilities = ${JSON.stringify(capabilities)}\n}\n`;
  return kv === 1
    ? rule(`${KV_MOUNT}/*`, ['create', 'read', 'list', 'delete'])
    : rule(`${KV_MOUNT}/data/*`, ['create', 'read']) +
        rule(`${KV_MOUNT}/metadata/*`, ['list', 'read', 'delete']);
}

/** What Sealab itself may do in Vault: look (also whether it audits), seal, and read the KES keys for the inspector. Never write a key. */
export function sealabPolicy(kv: 1 | 2): string {
  const keys = kv === 1 ? [`${KV_MOUNT}/*`] : [`${KV_MOUNT}/data/*`, `${KV_MOUNT}/metadata/*`];
  return [
    ...keys.map((path) => `path "${path}" {\n  capabilities = ["read", "list"]\n}\n`),
    'path "sys/seal" {\n  capabilities = ["update", "sudo"]\n}\n',
    'path "sys/key-status" {\n  capabilities = ["read"]\n}\n',
    'path "sys/audit" {\n  capabilities = ["read", "sudo"]\n}\n',
    'path "sys/mounts" {\n  capabilities = ["read"]\n}\n',
    'path "sys/internal/ui/mounts/*" {\n  capabilities = ["read"]\n}\n',
  ].join('');
}

/** kv, policies, AppRole, the audit log and the product's own periodic token. Can be run again. */
export async function setUpKeyStore(session: LabSession, context: OperationContext): Promise<void> {
  const { kv } = session.definition;
  const { signal } = context;
  await withVault(session, async (vault) => {
    const keyStore = await withRootToken(
      { session, vault },
      async (root) => {
        // By itself: a request that is on its way while the audit log begins ends with “internal error”.
        await enableAudit({ session, vault, root }, context);
        return await makeKeyStore({ vault, root, kv }, signal);
      },
      signal,
    );
    session.secrets = { ...session.requireSecrets(), keyStore };
    await writeSecrets(session.folder, session.secrets);
    context.report({
      detail: `kv v${kv} mounted, KES may ${kv === 1 ? 'use kv/*' : 'use kv/data/* and kv/metadata/*'}`,
    });
  });
}

async function makeKeyStore(
  { vault, root, kv }: { readonly vault: VaultApi; readonly root: Secret; readonly kv: 1 | 2 },
  signal: AbortSignal,
): Promise<NonNullable<LabSecrets['keyStore']>> {
  await Promise.all([
    vault.ensureKv(root, { path: KV_MOUNT, version: kv }, signal),
    vault.ensureAppRole(root, signal),
    vault.writePolicy(root, { name: 'kes', rules: kesPolicy(kv) }, signal),
    vault.writePolicy(root, { name: 'sealab', rules: sealabPolicy(kv) }, signal),
  ]);
  const [login, productToken] = await Promise.all([
    makeKesLogin(vault, root, signal),
    makeProductToken(vault, root, signal),
  ]);
  return { ...login, productToken };
}
