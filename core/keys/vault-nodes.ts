import type { KeyEdge, KeyNode } from '#shared/contract/keys.ts';
import { sayVaultRequest } from '../events/vault-audit.ts';
import { isUnsealed, type KeyFacts } from './facts.ts';
import type { KeyMemory } from './key-memory.ts';
import { edgeOf, evidenceOf, fact, nodeOf } from './node-parts.ts';

const SEAL_STATUS = 'GET /v1/sys/seal-status';

interface Graph {
  readonly nodes: readonly KeyNode[];
  readonly edges: readonly KeyEdge[];
}

/** Shares, root key and keyring. */
export function vaultNodes(facts: KeyFacts, memory: KeyMemory): Graph {
  const { vault } = facts;
  const total = vault.value?.shares ?? facts.shares.kept;
  const shares = Array.from({ length: total }, (_, index) => shareOf(facts, index));
  const isOpen = isUnsealed(facts);
  return {
    nodes: [...shares, rootOf(facts, memory), keyringOf(facts)],
    edges: [
      ...shares.map((share) =>
        edgeOf(share.id, 'root', {
          label: `${thresholdOf(facts)} of ${total} shares give the key that opens`,
          isInUse: isOpen && share.state === 'present',
        }),
      ),
      edgeOf('root', 'keyring', { label: 'encrypts', isInUse: isOpen }),
    ],
  };
}

function thresholdOf({ vault, shares }: KeyFacts): number {
  return vault.value?.threshold ?? shares.threshold;
}

/** Vault tells how many shares were given, not which: the first ones stand for them. */
function shareOf(facts: KeyFacts, index: number): KeyNode {
  const number = index + 1;
  const { vault } = facts;
  const threshold = thresholdOf(facts);
  const isSilent = vault.problem !== undefined || vault.value === undefined;
  // Shares are kept in memory only: a Vault that does not run has none.
  const given = isStopped(facts) ? 0 : isSilent ? undefined : givenOf(facts, threshold);
  const isKept = index < facts.shares.kept;
  return nodeOf({
    id: `share:${number}`,
    kind: 'share',
    title: `share ${number}`,
    place: 'people',
    ...(given === undefined
      ? { state: 'unknown', stateText: 'Vault does not answer' }
      : index < given
        ? { state: 'present', stateText: `given, ${given} of ${threshold}` }
        : {
            state: 'absent',
            stateText: isStopped(facts)
              ? 'not given: Vault is stopped'
              : given === threshold
                ? 'kept back'
                : `not given, ${given} of ${threshold}`,
          }),
    facts: [
      ...fact('Needed', `${threshold} of ${vault.value?.shares ?? facts.shares.kept}`),
      ...fact('Kept in', isKept ? 'secrets.json of this lab' : undefined),
      ...fact(
        'Which were given',
        given === 0 ? undefined : 'Vault does not tell. Sealab gives the first ones.',
      ),
    ],
    evidence: evidenceOf(
      SEAL_STATUS,
      vault,
      ({ sealed, progress, threshold: needed }) => `"sealed":${sealed},"progress":${progress},"t":${needed}`,
    ),
    secretId: isKept ? `share-${number}` : undefined,
  });
}

function givenOf({ vault }: KeyFacts, threshold: number): number {
  return vault.value?.sealed === false ? threshold : (vault.value?.progress ?? 0);
}

function isStopped({ running }: KeyFacts): boolean {
  return running?.has('vault') === false;
}

/** The state of what is in Vault's memory, and nowhere else in clear. */
function memoryState(facts: KeyFacts): Pick<KeyNode, 'state' | 'stateText'> {
  const { vault } = facts;
  if (isStopped(facts)) return { state: 'absent', stateText: 'Vault is stopped' };
  if (vault.problem !== undefined || vault.value === undefined)
    return { state: 'unknown', stateText: 'Vault does not answer' };
  if (!vault.value.initialised) return { state: 'absent', stateText: 'not made yet' };
  return vault.value.sealed
    ? { state: 'absent', stateText: 'sealed' }
    : { state: 'present', stateText: 'open' };
}

function rootOf(facts: KeyFacts, { lastSeal }: KeyMemory): KeyNode {
  const seal = facts.vault.value?.sealed === true ? lastSeal : undefined;
  return nodeOf({
    id: 'root',
    kind: 'root-key',
    title: 'root key',
    place: 'vault',
    ...memoryState(facts),
    facts: [
      ...fact('Algorithm', 'AES-256-GCM'),
      ...fact('At rest', 'core/hsm/barrier-unseal-keys, encrypted with the key of the shares'),
    ],
    evidence: [
      ...evidenceOf(
        SEAL_STATUS,
        facts.vault,
        ({ initialised, sealed }) => `"initialized":${initialised},"sealed":${sealed}`,
      ),
      ...(seal === undefined
        ? []
        : [{ source: 'Vault’s audit log', text: sayVaultRequest(seal), at: seal.at }]),
    ],
  });
}

function keyringOf(facts: KeyFacts): KeyNode {
  const { keyring } = facts;
  const { state, stateText } = memoryState(facts);
  const term = keyring.value?.term;
  return nodeOf({
    id: 'keyring',
    kind: 'keyring',
    title: 'keyring',
    place: 'vault',
    state,
    stateText: state === 'present' && term !== undefined ? `term ${term}` : stateText,
    facts: [
      ...fact('Algorithm', 'AES-256-GCM'),
      ...fact('Term', term),
      ...fact('Since', keyring.value?.installedAt),
      ...fact('At rest', 'core/keyring, encrypted with the root key'),
    ],
    evidence: [
      ...evidenceOf(SEAL_STATUS, facts.vault, ({ sealed }) => `"sealed":${sealed}`),
      ...(isUnsealed(facts) || keyring.value !== undefined
        ? evidenceOf(
            'GET /v1/sys/key-status',
            keyring,
            (status) => `"term":${status.term},"install_time":"${status.installedAt}"`,
          )
        : []),
    ],
  });
}
