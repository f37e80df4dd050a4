import type { KeyEdge, KeyNode } from '#shared/contract/keys.ts';
import type { KesKey } from '../inspector/kes-key.ts';
import { cacheStateOf } from './cache-state.ts';
import { isUnsealed, type KeyFacts } from './facts.ts';
import type { KeyMemory } from './key-memory.ts';
import { kvPath } from './kv-path.ts';
import { edgeOf, evidenceOf, fact, nodeOf } from './node-parts.ts';

/** More keys are said, not drawn. */
const MOST = 200;

/** Every KES key that is known: by Vault's list, or by the buckets and the server that name it. */
export function keyNamesOf({ names, keyName, buckets }: KeyFacts): readonly string[] {
  const named = (buckets.value ?? []).flatMap(({ encryption }) =>
    encryption?.kind === 'sse-kms' && encryption.keyName !== '' ? [encryption.keyName] : [],
  );
  return [...new Set([keyName, ...(names.value ?? []), ...named])].slice(0, MOST);
}

/** The entry in Vault and the key in KES, for each key. */
export function keyNodes(
  facts: KeyFacts,
  memory: KeyMemory,
): { readonly nodes: readonly KeyNode[]; readonly edges: readonly KeyEdge[] } {
  const names = keyNamesOf(facts);
  return {
    nodes: names.flatMap((name) => [entryOf(name, facts, memory), kesKeyOf(name, facts, memory)]),
    edges: names.flatMap((name) => {
      const isThere = isUnsealed(facts) && facts.names.value?.includes(name) === true;
      return [
        edgeOf('keyring', `kv:${name}`, { label: 'encrypts', isInUse: isThere }),
        edgeOf(`kv:${name}`, `kes:${name}`, {
          label: 'stores',
          isInUse: isThere && facts.kes.value?.keystoreReachable === true && facts.kes.problem === undefined,
        }),
      ];
    }),
  };
}

function entryOf(name: string, facts: KeyFacts, memory: KeyMemory): KeyNode {
  const { names, entries, kv } = facts;
  const entry = entries.get(name);
  const read = memory.lastReads.get(name);
  const path = kvPath(name, kv);
  return nodeOf({
    id: `kv:${name}`,
    kind: 'kv-entry',
    title: `kv ${name}`,
    place: 'vault',
    ...entryState(name, facts),
    facts: [
      ...fact('Path', path),
      ...fact('kv version', kv),
      ...fact('Form', entry === undefined ? undefined : FORMS[entry.form]),
      ...fact('Created', entry?.createdAt),
    ],
    evidence: [
      ...evidenceOf(kv === 1 ? 'LIST /v1/kv' : 'LIST /v1/kv/metadata', names, (list) =>
        list.includes(name) ? `${name} is in the list` : `${name} is not in the list`,
      ),
      ...(read === undefined
        ? []
        : [{ source: 'Vault’s audit log', text: `read ${path} for KES`, at: read.at }]),
    ],
    lastUsedAt: read?.at,
  });
}

const FORMS: Readonly<Record<KesKey['form'], string>> = {
  json: 'JSON text (KES 0.23 and older)',
  protobuf: 'protobuf in base64 (KES 0.24)',
  builtin: 'MinIO’s built-in key',
};

function entryState(name: string, facts: KeyFacts): Pick<KeyNode, 'state' | 'stateText'> {
  const { names, vault, running, kv } = facts;
  const isListed = names.value?.includes(name);
  if (running?.has('vault') === false)
    return { state: 'absent', stateText: 'Vault is stopped; on disk only' };
  if (vault.problem !== undefined || vault.value === undefined)
    return { state: 'unknown', stateText: 'Vault does not answer' };
  if (vault.value.sealed)
    return {
      state: 'absent',
      stateText: isListed === false ? 'sealed; not there before' : 'sealed, on disk only',
    };
  if (isListed === undefined || names.problem !== undefined)
    return { state: 'unknown', stateText: 'Vault does not list its keys' };
  return isListed
    ? { state: 'present', stateText: `kv version ${kv}` }
    : { state: 'absent', stateText: 'Vault has no such entry' };
}

function kesKeyOf(name: string, facts: KeyFacts, memory: KeyMemory): KeyNode {
  const entry = facts.entries.get(name);
  const isMissing =
    isUnsealed(facts) && facts.names.problem === undefined && facts.names.value?.includes(name) === false;
  const cache = cacheStateOf(name, facts, memory);
  const { state, stateText, why } =
    isMissing && cache.state !== 'present'
      ? {
          state: 'absent' as const,
          stateText: 'no such key',
          why: 'Vault has no entry of this name. What was encrypted with the key cannot be read.',
        }
      : cache;
  return nodeOf({
    id: `kes:${name}`,
    kind: 'kes-key',
    title: name,
    place: 'kes',
    state,
    stateText,
    facts: [
      ...fact('Algorithm', entry?.algorithm),
      ...fact('Length', entry === undefined ? undefined : '256 bit'),
      ...fact('Created', entry?.createdAt),
      ...fact('Created by', entry?.createdBy),
      ...fact('Fingerprint', entry?.fingerprint),
      ...fact('HMAC key', entry === undefined ? undefined : entry.hasHmacKey ? 'yes' : 'no'),
      ...fact(
        'Default of',
        name === facts.keyName ? 'MinIO, for SSE-S3 and where no key is named' : undefined,
      ),
    ],
    evidence: [
      { source: 'Deduced', text: why, at: facts.kes.at },
      ...evidenceOf(
        'GET /v1/status of KES',
        facts.kes,
        ({ version, keystoreReachable }) =>
          `${version ?? unstamped(facts)}, ${keystoreReachable ? 'the key store answers' : '"keystore_unreachable":true'}`,
      ),
    ],
    lastUsedAt: memory.lastUses.get(name),
  });
}

/** What is known of a KES that does not name its version. */
function unstamped({ kesComponentVersion }: KeyFacts): string {
  return `built from source without a version of its own (the lab’s component is kes ${kesComponentVersion})`;
}
