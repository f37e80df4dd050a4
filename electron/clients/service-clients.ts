import type {
  LabClients,
  ObjectStore,
  ServiceClients,
  ServiceCredentials,
  ServiceEndpoints,
} from '#core/ports/services.ts';
import { ConnectionPool } from './connection-pool.ts';
import { HttpsJson } from './https-json.ts';
import { createKesApi } from './kes-client.ts';
import { createNodeAdmin } from './minio-node-admin.ts';
import { createObjectStore } from './object-store.ts';
import { loadSdk } from './s3-connection.ts';
import { probeTls } from './tls-probe.ts';
import { createVaultApi } from './vault-client.ts';

/** Clients for real Vault, KES and MinIO servers over verified TLS. */
export function createServiceClients(): ServiceClients {
  const pool = new ConnectionPool();
  return {
    connect: (endpoints, credentials) => connect(endpoints, credentials, pool),
    vault(endpoints) {
      const vault = vaultEndpoint(endpoints, pool);
      return { ...createVaultApi(vault), [Symbol.dispose]: () => vault[Symbol.dispose]() };
    },
    probe: probeTls,
    async warmUp() {
      await loadSdk();
    },
  };
}

function connect(
  endpoints: ServiceEndpoints,
  credentials: ServiceCredentials,
  pool: ConnectionPool,
): LabClients {
  const { caPem } = endpoints;
  const vault = vaultEndpoint(endpoints, pool);
  const kes = new HttpsJson({
    server: { title: 'KES', url: endpoints.kesUrl, errorCode: 'kes-error' },
    caPem,
    pool,
    client: credentials.kesClient,
  });
  const nodes = Object.entries(endpoints.minioUrls).map(([node, url]) => {
    const server = { title: 'MinIO', url, errorCode: 's3-error' } as const;
    return [node, new HttpsJson({ server, caPem, pool })] as const;
  });
  const stores = nodes.map(([node, endpoint]) => [node, createObjectStore(endpoint, credentials)] as const);
  const objects: Record<string, ObjectStore> = Object.fromEntries(stores);
  const admin = nodes.map(([node, endpoint]) => [node, createNodeAdmin(endpoint, credentials)] as const);
  return {
    vault: createVaultApi(vault),
    kes: createKesApi(kes),
    objects,
    admin: Object.fromEntries(admin),
    [Symbol.dispose]() {
      vault[Symbol.dispose]();
      kes[Symbol.dispose]();
      for (const [, store] of stores) store[Symbol.dispose]();
    },
  };
}

function vaultEndpoint(
  { caPem, vaultUrl }: Pick<ServiceEndpoints, 'caPem' | 'vaultUrl'>,
  pool: ConnectionPool,
): HttpsJson {
  const server = { title: 'Vault', url: vaultUrl, errorCode: 'vault-error' } as const;
  return new HttpsJson({ server, caPem, pool });
}
