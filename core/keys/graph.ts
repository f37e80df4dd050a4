import type { KeyGraph } from '#shared/contract/keys.ts';
import { bucketNodes } from './bucket-nodes.ts';
import type { KeyFacts } from './facts.ts';
import type { KeyMemory } from './key-memory.ts';
import { keyNodes } from './key-nodes.ts';
import { vaultNodes } from './vault-nodes.ts';

/** The picture of what was heard: from the shares to the objects. A line to a key that is not drawn is left out. */
export function graphOf(facts: KeyFacts, memory: KeyMemory): KeyGraph {
  const parts = [vaultNodes(facts, memory), keyNodes(facts, memory), bucketNodes(facts, memory)];
  const nodes = parts.flatMap((part) => part.nodes);
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = parts.flatMap((part) => part.edges).filter(({ from, to }) => ids.has(from) && ids.has(to));
  return { at: facts.at, nodes, edges };
}
