import type { KeyNode } from '#shared/contract/keys.ts';
import type { ShownGraph } from './shown-graph.ts';

type Drawn = Pick<ShownGraph, 'nodes' | 'edges'>;

export interface Neighbour {
  readonly id: string;
  readonly title: string;
  /** What the one does for the other: `encrypts`. */
  readonly label: string;
  readonly isInUse: boolean;
}

/** What protects a node, and what it protects. */
export function neighboursOf(
  { nodes, edges }: Drawn,
  id: string,
): { readonly protectedBy: readonly Neighbour[]; readonly protects: readonly Neighbour[] } {
  const titleOf = (other: string): string => nodes.find((node) => node.id === other)?.title ?? other;
  return {
    protectedBy: edges
      .filter(({ to }) => to === id)
      .map(({ from, label, isInUse }) => ({ id: from, title: titleOf(from), label, isInUse })),
    protects: edges
      .filter(({ from }) => from === id)
      .map(({ to, label, isInUse }) => ({ id: to, title: titleOf(to), label, isInUse })),
  };
}

/** `1`, or how many there are where they are too many to draw. */
export function protectsCount(graph: Drawn, node: KeyNode): number {
  return node.protects ?? neighboursOf(graph, node.id).protects.length;
}
