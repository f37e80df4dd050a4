import { z } from 'zod';
import type { SealStatus, VaultApi, VaultInit } from '#core/ports/vault-api.ts';
import { toSealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import type { HttpsJson } from './https-json.ts';
import { parseAnswer } from './server-answers.ts';
import { ensureAudit, hasAudit } from './vault-audit-device.ts';
import { callVault, readVault, vaultRefusal } from './vault-calls.ts';
import { keyNames, keyringStatus } from './vault-keys.ts';
import { canLogIn } from './vault-login.ts';
import { ensureAppRole, ensureKv } from './vault-mounts.ts';
import { readStoredKey } from './vault-stored-key.ts';
import { generateRoot, knowsToken, revokeToken } from './vault-tokens.ts';

/** The first write to fresh raft storage and each unseal wait for the disk. */
const slowTimeoutMs = 60_000;

const SealAnswer = z
  .object({
    initialized: z.boolean(),
    sealed: z.boolean(),
    progress: z.number(),
    t: z.number(),
    n: z.number().optional(),
  })
  .transform(
    ({ initialized, sealed, progress, t, n }): SealStatus => ({
      initialised: initialized,
      sealed,
      progress,
      threshold: t,
      ...(n === undefined ? {} : { shares: n }),
    }),
  );
const SecretText = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));
const InitAnswer = z.object({ keys_base64: z.array(SecretText), root_token: SecretText });
const RoleIdAnswer = z.object({ data: z.object({ role_id: z.string().min(1) }) });
const SecretIdAnswer = z.object({ data: z.object({ secret_id: SecretText }) });
const TokenAnswer = z.object({ auth: z.object({ client_token: SecretText }) });

/** Vault's HTTP API of 1.14 and later over one connection pool (developer.hashicorp.com/vault/api-docs). */
export function createVaultApi(vault: HttpsJson): VaultApi {
  return {
    sealStatus: (signal) => sealStatus(vault, signal),
    isActive: (signal) => isActive(vault, signal),
    initialise: (options, signal) => initialise(vault, options, signal),
    unseal: (share, signal) => unseal(vault, share, signal),
    async seal(token, signal) {
      await callVault(vault, { purpose: 'seal itself', method: 'PUT', path: '/v1/sys/seal', token }, signal);
    },
    ensureKv: (token, mount, signal) => ensureKv({ vault, token, signal }, mount),
    ensureAppRole: (token, signal) => ensureAppRole({ vault, token, signal }),
    async writePolicy(token, { name, rules }, signal) {
      const path = `/v1/sys/policies/acl/${encodeURIComponent(name)}`;
      const purpose = `write the policy ${name}`;
      await callVault(vault, { purpose, method: 'PUT', path, token, body: { policy: rules } }, signal);
    },
    async writeRole(token, role, signal) {
      const path = rolePath(role.name);
      const purpose = `write the AppRole ${role.name}`;
      // No max TTL: KES 0.24 loses a token whose renewals get shorter (its issue 504).
      const body = {
        token_policies: role.policies,
        token_period: role.tokenPeriod,
        token_max_ttl: 0,
        secret_id_ttl: 0,
        secret_id_num_uses: 0,
      };
      await callVault(vault, { purpose, method: 'POST', path, token, body }, signal);
      const read = {
        purpose: `read the role id of ${role.name}`,
        method: 'GET',
        path: `${path}/role-id`,
      } as const;
      const { data } = await readVault(vault, { ...read, token, answer: RoleIdAnswer }, signal);
      return { roleId: data.role_id };
    },
    async createSecretId(token, role, signal) {
      const call = {
        purpose: `make a secret id for ${role}`,
        method: 'POST',
        path: `${rolePath(role)}/secret-id`,
      } as const;
      const { data } = await readVault(vault, { ...call, token, answer: SecretIdAnswer }, signal);
      return data.secret_id;
    },
    canLogIn: (login, signal) => canLogIn(vault, login, signal),
    async renewToken(token, signal) {
      const call = { purpose: 'renew a token', method: 'POST', path: '/v1/auth/token/renew-self' } as const;
      try {
        await callVault(vault, { ...call, token, body: {} }, signal);
        return true;
      } catch (thrown) {
        if (toSealabError(thrown).details?.['status'] === 403) return false;
        throw thrown;
      }
    },
    knowsToken: (token, signal) => knowsToken(vault, token, signal),
    revokeToken: (token, signal) => revokeToken(vault, token, signal),
    generateRoot: (shares, signal) => generateRoot(vault, shares, signal),
    storedKey: (token, key, signal) => readStoredKey({ vault, token, signal }, key),
    keyNames: (token, kv, signal) => keyNames({ vault, token, signal }, kv),
    keyringStatus: (token, signal) => keyringStatus({ vault, token, signal }),
    hasAudit: (token, signal) => hasAudit({ vault, token, signal }),
    ensureAudit: (token, signal) => ensureAudit({ vault, token, signal }),
    async createToken(token, { policies, period, displayName }, signal) {
      const call = {
        purpose: `make a token for ${displayName}`,
        method: 'POST',
        path: '/v1/auth/token/create-orphan',
      } as const;
      const body = { policies, period, display_name: displayName, renewable: true };
      const { auth } = await readVault(vault, { ...call, token, body, answer: TokenAnswer }, signal);
      return auth.client_token;
    },
  };
}

async function sealStatus(vault: HttpsJson, signal: AbortSignal): Promise<SealStatus | undefined> {
  const call = { purpose: 'tell its seal status', method: 'GET', path: '/v1/sys/seal-status' } as const;
  const probe = await vault.send(call, signal);
  if (probe.kind === 'no-answer') return undefined;
  if (probe.status !== 200) throw vaultRefusal(vault, call, probe);
  return parseAnswer(vault.server, { purpose: call.purpose, schema: SealAnswer, body: probe.body });
}

/** The status alone tells: 200 active, 429 standby, 501 not initialised, 503 sealed. */
async function isActive(vault: HttpsJson, signal: AbortSignal): Promise<boolean> {
  const result = await vault.send({ method: 'GET', path: '/v1/sys/health' }, signal);
  return result.kind === 'answer' && result.status === 200;
}

async function initialise(
  vault: HttpsJson,
  { shares, threshold }: { readonly shares: number; readonly threshold: number },
  signal: AbortSignal,
): Promise<VaultInit> {
  const body = { secret_shares: shares, secret_threshold: threshold };
  const call = { purpose: 'initialise itself', method: 'PUT', path: '/v1/sys/init' } as const;
  const answer = await readVault(
    vault,
    { ...call, body, answer: InitAnswer, timeoutMs: slowTimeoutMs, once: true },
    signal,
  );
  return { shares: answer.keys_base64, rootToken: answer.root_token };
}

async function unseal(vault: HttpsJson, share: Secret, signal: AbortSignal): Promise<SealStatus> {
  const call = { purpose: 'unseal itself', method: 'PUT', path: '/v1/sys/unseal' } as const;
  const body = { key: share.reveal() };
  return readVault(vault, { ...call, body, answer: SealAnswer, timeoutMs: slowTimeoutMs }, signal);
}

function rolePath(role: string): string {
  return `/v1/auth/approle/role/${encodeURIComponent(role)}`;
}
