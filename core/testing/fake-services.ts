import { readCertificate } from '../certificates/inspect.ts';
import type { ServiceClients, TlsProbe } from '../ports/services.ts';
import { isTrusted } from './fake-endpoint.ts';
import { createFakeKes } from './fake-kes.ts';
import { createFakeNodeAdmin } from './fake-node-admin.ts';
import { createFakeObjectStore } from './fake-object-store.ts';
import { createFakeVault } from './fake-vault.ts';
import type { FakeWorld } from './fake-world.ts';

/** Clients for the services that run in a fake world. Nothing answers that the fake engine does not run. */
export function createFakeServices(world: FakeWorld): ServiceClients {
  return {
    connect: ({ caPem, vaultUrl, kesUrl, minioUrls }, credentials) => {
      const nodes = Object.keys(minioUrls).length;
      return {
        vault: createFakeVault(world, { url: vaultUrl, caPem }),
        kes: createFakeKes(world, { url: kesUrl, caPem }, credentials),
        objects: Object.fromEntries(
          Object.entries(minioUrls).map(([name, url]) => [
            name,
            createFakeObjectStore(world, { url, caPem, nodes }, credentials),
          ]),
        ),
        admin: Object.fromEntries(
          Object.entries(minioUrls).map(([name, url]) => [
            name,
            createFakeNodeAdmin(world, { url, caPem, node: name }),
          ]),
        ),
        [Symbol.dispose]: () => undefined,
      };
    },
    vault: ({ caPem, vaultUrl }) => ({
      ...createFakeVault(world, { url: vaultUrl, caPem }),
      [Symbol.dispose]: () => undefined,
    }),
    probe: async (address, signal) =>
      await world.calls.run({ name: 'clients.probe', detail: String(address.port), signal }, (): TlsProbe => {
        const service = world.listenerOn(address.port);
        if (service === undefined)
          return { connects: false, verified: false, validUntil: undefined, error: 'connection refused' };
        const verified = isTrusted(service, address.caPem);
        return {
          connects: true,
          verified,
          validUntil: readCertificate(address.caPem).validUntil,
          error: verified ? undefined : 'unable to verify the first certificate',
        };
      }),
  };
}
