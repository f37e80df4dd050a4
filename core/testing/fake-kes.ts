import { SealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import { kesIdentity } from '../certificates/inspect.ts';
import type { KesApi, ServiceCredentials } from '../ports/services.ts';
import { fileOf, notThere, portOf, publicKeyOf, reach } from './fake-endpoint.ts';
import { FakeLog } from './fake-log.ts';
import type { FakeVaultState } from './fake-vault-state.ts';
import type { FakeService, FakeWorld } from './fake-world.ts';

/** The audit log of each KES; for tests that follow events. */
const auditLogs = new WeakMap<FakeService, FakeLog>();

export function auditLogOf(service: FakeService): FakeLog {
  const log = auditLogs.get(service) ?? new FakeLog();
  auditLogs.set(service, log);
  return log;
}

function quoted(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1] ?? '';
}

/** The Vault that this KES may use: it runs, is unsealed, takes the AppRole, and has the mount in the right version. */
export function keyStoreOf(world: FakeWorld, kes: FakeService): FakeVaultState | undefined {
  const configuration = fileOf(kes, '/kes.yaml');
  const url = quoted(configuration, /endpoint: "([^"]*)"/);
  const vault = world.listenerOn(portOf(url));
  if (vault === undefined || vault.isSealed || vault.spec.service !== 'vault') return undefined;
  const state = world.vaultOf(vault.spec.lab);
  const roleId = quoted(configuration, /approle:\s+id: "([^"]*)"/);
  const secretId = quoted(configuration, /secret: "([^"]*)"/);
  const hasRole = [...state.roles.values()].some((role) => role.roleId === roleId);
  const version = quoted(configuration, /version: "v(\d)"/);
  return hasRole && state.secretIds.has(secretId) && String(state.mounts.get('kv')) === version
    ? state
    : undefined;
}

/** KES as far as a lab knows it: it answers only to identities of its configuration. */
export function createFakeKes(
  world: FakeWorld,
  place: { readonly url: string; readonly caPem: string },
  { kesClient }: Pick<ServiceCredentials, 'kesClient'>,
): KesApi {
  function asked(): FakeService | undefined {
    const service = reach(world, place);
    if (service === undefined) return undefined;
    const identity = kesIdentity(publicKeyOf(kesClient.certificatePem), world.crypto);
    if (fileOf(service, '/kes.yaml').includes(`"${identity}"`)) return service;
    throw new SealabError('unauthorized', 'KES does not know this identity.');
  }

  function store(): FakeVaultState {
    const service = asked();
    if (service === undefined) throw notThere(place.url);
    const found = keyStoreOf(world, service);
    if (found === undefined) throw new SealabError('kes-error', 'KES does not reach its key store.');
    return found;
  }

  function withKey(key: string): void {
    if (!store().keys.has(key)) throw new SealabError('not-found', `KES has no key ${key}.`);
  }

  const call = async <T>(method: string, signal: AbortSignal, effect: () => T): Promise<T> =>
    await world.calls.run({ name: `kes.${method}`, signal }, effect);

  return {
    status: async (signal) =>
      await call('status', signal, () => {
        const service = asked();
        if (service === undefined) return undefined;
        const isReachable = keyStoreOf(world, service) !== undefined;
        return {
          version: undefined,
          keystoreReachable: isReachable,
          keystoreLatencyMs: isReachable ? 1.5 : undefined,
        };
      }),
    createKey: async (name, signal) =>
      await call('createKey', signal, () => {
        const { keys } = store();
        if (keys.has(name)) return 'exists';
        keys.add(name);
        return 'created';
      }),
    listKeys: async (signal) => await call('listKeys', signal, () => [...store().keys].toSorted()),
    generate: async (key, _context, signal) =>
      await call('generate', signal, () => {
        withKey(key);
        return { plaintext: new Secret('data-key'), ciphertext: btoa(`sealed by ${key}`) };
      }),
    decrypt: async (key, _sealed, signal) =>
      await call('decrypt', signal, () => {
        withKey(key);
        return new Secret('data-key');
      }),
    keyRequests: async (signal) =>
      await call('keyRequests', signal, () => {
        const service = asked();
        if (service === undefined) return undefined;
        const { counts } = world.minioOf(service.spec.lab);
        return [...counts.values()].reduce((sum, { keys }) => sum + keys, 0);
      }),
    async *auditLog(signal) {
      const service = asked();
      if (service === undefined) throw notThere(place.url);
      yield* auditLogOf(service).follow(0, signal);
    },
  };
}
