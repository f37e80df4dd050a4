import { SealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import type { SealStatus, VaultApi } from '../ports/vault-api.ts';
import { notThere, reach } from './fake-endpoint.ts';
import type { FakeVaultState } from './fake-vault-state.ts';
import type { FakeService, FakeWorld } from './fake-world.ts';

interface Place {
  readonly url: string;
  readonly caPem: string;
}

/** Vault as far as a lab knows it. It forgets that it was unsealed when its process ends, as Vault does. */
export function createFakeVault(world: FakeWorld, place: Place): VaultApi {
  const random = (prefix: string): string =>
    `${prefix}${[...world.crypto.randomBytes(12)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

  function running(): { readonly service: FakeService; readonly state: FakeVaultState } {
    const service = reach(world, place);
    if (service === undefined) throw notThere(place.url);
    return { service, state: world.vaultOf(service.spec.lab) };
  }

  function open(token: Secret, right: string): FakeVaultState {
    const { service, state } = running();
    if (service.isSealed) throw new SealabError('vault-sealed', 'Vault is sealed.');
    const policies = state.tokens.get(token.reveal()) ?? [];
    const isAllowed = policies.some(
      (name) => name === 'root' || state.policies.get(name)?.includes(`"${right}"`) === true,
    );
    if (!isAllowed) throw new SealabError('unauthorized', `Vault refused ${right}: permission denied.`);
    return state;
  }

  const call = async <T>(method: string, signal: AbortSignal, effect: () => T): Promise<T> =>
    await world.calls.run({ name: `vault.${method}`, signal }, effect);

  return {
    sealStatus: async (signal) =>
      await call('sealStatus', signal, () => {
        const service = reach(world, place);
        return service === undefined ? undefined : statusOf(service, world.vaultOf(service.spec.lab));
      }),
    isActive: async (signal) =>
      await call('isActive', signal, () => {
        const service = reach(world, place);
        return service !== undefined && !service.isSealed;
      }),
    initialise: async ({ shares, threshold }, signal) =>
      await call('initialise', signal, () => {
        const { state } = running();
        if (state.shares.length > 0) throw new SealabError('vault-error', 'Vault is already initialized.');
        state.shares = Array.from({ length: shares }, () => random('share-'));
        state.threshold = threshold;
        state.rootToken = random('hvs.root');
        state.tokens.set(state.rootToken, ['root']);
        return {
          shares: state.shares.map((share) => new Secret(share)),
          rootToken: new Secret(state.rootToken),
        };
      }),
    unseal: async (share, signal) =>
      await call('unseal', signal, () => {
        const { service, state } = running();
        if (state.shares.length === 0) throw new SealabError('vault-error', 'Vault is not initialized.');
        service.shares.add(share.reveal());
        if (service.shares.size >= state.threshold) {
          service.isSealed = [...service.shares].some((given) => !state.shares.includes(given));
          service.shares.clear();
        }
        return statusOf(service, state);
      }),
    seal: async (token, signal) =>
      await call('seal', signal, () => {
        open(token, 'sys/seal').hasHalfAudit = false;
        running().service.isSealed = true;
      }),
    ensureKv: async (token, { path, version }, signal) =>
      await call('ensureKv', signal, () => {
        const state = open(token, 'sys/mounts/+');
        if ((state.mounts.get(path) ?? version) !== version)
          throw new SealabError('vault-error', `${path} is mounted with another version.`);
        state.mounts.set(path, version);
      }),
    ensureAppRole: async (token, signal) =>
      await call('ensureAppRole', signal, () => {
        open(token, 'sys/auth/+').hasAppRole = true;
      }),
    writePolicy: async (token, { name, rules }, signal) =>
      await call('writePolicy', signal, () => void open(token, 'sys/policies').policies.set(name, rules)),
    writeRole: async (token, { name, policies }, signal) =>
      await call('writeRole', signal, () => {
        const state = open(token, 'auth/approle');
        if (!state.hasAppRole) throw new SealabError('vault-error', 'AppRole is not enabled.');
        const role = state.roles.get(name) ?? { roleId: random('role-'), policies };
        state.roles.set(name, { roleId: role.roleId, policies });
        return { roleId: role.roleId };
      }),
    createSecretId: async (token, role, signal) =>
      await call('createSecretId', signal, () => {
        const state = open(token, 'auth/approle');
        if (!state.roles.has(role)) throw new SealabError('vault-error', `There is no role ${role}.`);
        const secretId = random('secret-');
        state.secretIds.add(secretId);
        return new Secret(secretId);
      }),
    canLogIn: async ({ roleId, secretId }, signal) =>
      await call('canLogIn', signal, () => {
        const { state } = running();
        const hasRole = [...state.roles.values()].some((role) => role.roleId === roleId);
        return state.hasAppRole && hasRole && state.secretIds.has(secretId.reveal());
      }),
    renewToken: async (token, signal) =>
      await call('renewToken', signal, () => running().state.tokens.has(token.reveal())),
    knowsToken: async (token, signal) =>
      await call('knowsToken', signal, () => running().state.tokens.has(token.reveal())),
    revokeToken: async (token, signal) =>
      await call('revokeToken', signal, () => void running().state.tokens.delete(token.reveal())),
    generateRoot: async (shares, signal) =>
      await call('generateRoot', signal, () => {
        const { service, state } = running();
        if (service.isSealed) throw new SealabError('vault-sealed', 'Vault is sealed.');
        const right = shares.filter((share) => state.shares.includes(share.reveal()));
        if (right.length < state.threshold) throw new SealabError('vault-error', 'Vault wants more shares.');
        const made = random('hvs.root');
        state.tokens.set(made, ['root']);
        return new Secret(made);
      }),
    storedKey: async (token, { name, kv }, signal) =>
      await call('storedKey', signal, () => {
        const { keys } = open(token, kv === 1 ? 'kv/*' : 'kv/data/*');
        if (!keys.has(name))
          throw new SealabError('not-found', `Vault has no entry with the KES key ${name}.`);
        return new Secret(storedKeyText(name));
      }),
    keyNames: async (token, kv, signal) =>
      await call('keyNames', signal, () =>
        [...open(token, kv === 1 ? 'kv/*' : 'kv/metadata/*').keys].toSorted(),
      ),
    keyringStatus: async (token, signal) =>
      await call('keyringStatus', signal, () => {
        const { term } = open(token, 'sys/key-status');
        return { term, installedAt: '2026-11-21T09:00:00Z', encryptions: undefined };
      }),
    hasAudit: async (token, signal) =>
      await call('hasAudit', signal, () => open(token, 'sys/audit').hasAudit),
    ensureAudit: async (token, signal) =>
      await call('ensureAudit', signal, () => {
        const state = open(token, 'sys/audit/+');
        state.hasAudit = !state.hasHalfAudit;
        return state.hasAudit;
      }),
    createToken: async (token, { policies }, signal) =>
      await call('createToken', signal, () => {
        const made = random('hvs.');
        open(token, 'auth/token').tokens.set(made, policies);
        return new Secret(made);
      }),
  };
}

/** A value as KES 0.23 writes it; its 32 bytes are made of the key's name. */
function storedKeyText(name: string): string {
  const bytes = btoa(name.padEnd(32, '.').slice(0, 32));
  return JSON.stringify({
    version: 'v1',
    bytes,
    created_at: '2026-11-21T09:00:00Z',
    created_by: 'ab'.repeat(32),
  });
}

function statusOf(service: FakeService, state: FakeVaultState): SealStatus {
  return {
    initialised: state.shares.length > 0,
    sealed: service.isSealed,
    progress: service.shares.size,
    threshold: state.threshold,
    shares: state.shares.length,
  };
}
