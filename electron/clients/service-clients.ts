import type {
  LabClients,
  ObjectStore,
  ServiceClients,
  ServiceCredentials,
  ServiceEndpoints,
} from '#core/ports/services.ts';
import { HttpsJson } from './https-json.ts';
import { createKesApi } from './kes-client.ts';
import { createObjectStore } from './object-store.ts';
import { loadSdk } from './s3-connection.ts';
import { probeTls } from './tls-probe.ts';
import { createVaultApi } from './vault-client.ts';

/** Clients for real Vault, KES and MinIO servers over verified TLS. */
export function createServiceClients(): ServiceClients {
  return {
    connect,
    vault(endpoints) {
      const vault = vaultEndpoint(endpoints);
      return { ...createVaultApi(vault), [Symbol.dispose]: () => vault[Symbol.dispose]() };
    },
    probe: probeTls,
    async warmUp() {
      await loadSdk();
    },
  };
}

function connect(endpoints: ServiceEndpoints, credentials: ServiceCredentials): LabClients {
  const vault = vaultEndpoint(endpoints);
  const kes = new HttpsJson({
    server: { title: 'KES', url: endpoints.kesUrl, errorCode: 'kes-error' },
    caPem: endpoints.caPem,
    client: credentials.kesClient,
  });
  const stores = Object.entries(endpoints.minioUrls).map(([node, url]) => {
    const server = { title: 'MinIO', url, errorCode: 's3-error' } as const;
    return [node, createObjectStore(new HttpsJson({ server, caPem: endpoints.caPem }), credentials)] as const;
  });
  const objects: Record<string, ObjectStore> = Object.fromEntries(stores);
  return {
    vault: createVaultApi(vault),
    kes: createKesApi(kes),
    objects,
    [Symbol.dispose]() {
      vault[Symbol.dispose]();
      kes[Symbol.dispose]();
      for (const [, store] of stores) store[Symbol.dispose]();
    },
  };
}

function vaultEndpoint({ caPem, vaultUrl }: Pick<ServiceEndpoints, 'caPem' | 'vaultUrl'>): HttpsJson {
  return new HttpsJson({ server: { title: 'Vault', url: vaultUrl, errorCode: 'vault-error' }, caPem });
}
