import type { KeyUse } from '#shared/contract/keys.ts';
import { isVaultHeartbeat, KES, SEALAB, sayVaultRequest, type VaultRequest } from '../events/vault-audit.ts';
import { clockTimeMs } from './clock-time.ts';
import type { KeyFacts } from './facts.ts';
import type { Rise } from './kes-counter.ts';
import type { KeyRead } from './key-memory.ts';
import type { KvRequest } from './kv-path.ts';

/** A key that comes into KES's cache, and no S3 request was seen that needs it. */
export function readUse({ key, at, error }: KeyRead, facts: KeyFacts, id: string): KeyUse {
  const isPoll = key === facts.keyName;
  return {
    id,
    at,
    request: error === undefined ? `KES puts ${key} into its cache` : `KES asks for ${key} and gets none`,
    hops: [
      {
        text: `KES reads ${key} from Vault`,
        evidence: `Vault's audit log, ${clockTimeMs(at)}: ${error === undefined ? 'read' : error.trim()}.`,
        place: 'vault',
      },
      {
        text: isPoll ? 'MinIO looks at its default key every 10 s' : 'Who asked KES is not known',
        evidence:
          'No S3 request that was seen at that time needs this key, and KES logs no use of a key. Deduced.',
        place: 'kes',
        isDeduced: true,
      },
    ],
    edges: [`keyring>kv:${key}`, `kv:${key}>kes:${key}`],
    ok: error === undefined,
    isHeartbeat: isPoll,
  };
}

/** What only KES's counter knows of: no more requests than MinIO has nodes are its look at the default key. */
export function riseUse({ count, fromMs, toMs }: Rise, facts: KeyFacts, id: string): KeyUse {
  const isPoll = count <= facts.nodes.length;
  const requests = count === 1 ? 'a key request' : `${count} key requests`;
  return {
    id,
    at: new Date(toMs).toISOString(),
    request: isPoll ? `MinIO looks at ${facts.keyName} in KES` : `KES answers ${requests}`,
    hops: [
      {
        text: isPoll
          ? 'MinIO asks KES to describe its default key every 10 s, on each node'
          : 'Who asked KES is not known: a client of KES itself, MinIO for its own files, or Sealab',
        evidence: `KES answered ${requests} from ${clockTimeMs(new Date(fromMs))} to ${clockTimeMs(new Date(toMs))} (/v1/metrics), and no S3 request that needs a key was seen then. Deduced.`,
        place: 'kes',
        isDeduced: true,
      },
    ],
    edges: [],
    ok: true,
    isHeartbeat: isPoll,
  };
}

/** undefined for what is no news about keys. */
export function vaultUse(
  request: VaultRequest & { readonly kvRequest: KvRequest | undefined },
  id: string,
): KeyUse | undefined {
  const { kvRequest, path, by, at, error } = request;
  const hops: KeyUse['hops'] = [
    { text: sayVaultRequest(request), evidence: `Vault's audit log, ${clockTimeMs(at)}.`, place: 'vault' },
  ];
  const rest = { id, at, hops, ok: error === undefined, isHeartbeat: isVaultHeartbeat(request) };
  if (kvRequest !== undefined) {
    const { key, kind } = kvRequest;
    const does = { read: 'reads', write: 'stores', remove: 'deletes' }[kind];
    const edges = by === KES ? [`keyring>kv:${key}`, `kv:${key}>kes:${key}`] : [`keyring>kv:${key}`];
    return { ...rest, request: `${by} ${does} ${key} in Vault`, edges };
  }
  if (path === 'sys/seal') return { ...rest, request: `${by} seals Vault`, edges: ['root>keyring'] };
  if (path === 'sys/rotate')
    return { ...rest, request: `${by} rotates Vault’s keyring`, edges: ['root>keyring'] };
  if (path === 'auth/token/renew-self' || path === 'auth/approle/login')
    return {
      ...rest,
      request: path.endsWith('login') ? `${by} logs in to Vault` : `${by} renews its token in Vault`,
      edges: [],
      isHeartbeat: by === KES || by === SEALAB,
    };
  return undefined;
}

/** Vault's own words: it was unsealed. Its audit log does not tell the shares. */
export function unsealUse(line: string, at: string, threshold: number): KeyUse {
  const shares = Array.from({ length: threshold }, (_, index) => `share:${index + 1}>root`);
  return {
    id: `unseal-${at}`,
    at,
    request: 'Vault is unsealed',
    hops: [
      {
        text: `${threshold} shares give the key of the root key, and that opens the keyring`,
        evidence: `Vault's log: ${line}. Which shares were given is not told; the first ones stand for them.`,
        place: 'vault',
      },
    ],
    edges: [...shares, 'root>keyring'],
    ok: true,
    isHeartbeat: false,
  };
}
