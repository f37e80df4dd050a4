import type { VaultRequest } from '../events/vault-audit.ts';

/** What a request to Vault did with a KES key. */
export interface KvRequest {
  readonly key: string;
  readonly kind: 'read' | 'write' | 'remove';
}

/** Where KES keeps a key, as a path in Vault. */
export function kvPath(key: string, kv: 1 | 2): string {
  return kv === 1 ? `kv/${key}` : `kv/data/${key}`;
}

/** The key that a request is about; undefined for lists and for everything outside kv. */
export function kvRequestOf({ path, operation }: VaultRequest, kv: 1 | 2): KvRequest | undefined {
  const found = (kv === 1 ? /^kv\/([^/]+)$/ : /^kv\/(?:data|metadata)\/([^/]+)$/).exec(path);
  const key = found?.[1];
  if (key === undefined) return undefined;
  // Reading the metadata of kv version 2 reads no key.
  if (operation === 'read') return path.startsWith('kv/metadata/') ? undefined : { key, kind: 'read' };
  if (operation === 'create' || operation === 'update') return { key, kind: 'write' };
  if (operation === 'delete') return { key, kind: 'remove' };
  return undefined;
}
