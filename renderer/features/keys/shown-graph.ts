import type { KeyEdge, KeyGraph, KeyNode } from '#shared/contract/keys.ts';

/** More rows than these fold, so that the events below stay in sight. */
export const MOST_ROWS = 6;

export interface ShownGraph {
  readonly nodes: readonly KeyNode[];
  readonly edges: readonly KeyEdge[];
  /** Keys and buckets that are folded away. */
  readonly hidden: number;
}

export interface Wanted {
  /** The id of the only KES key to show, with what it stands between. */
  readonly only: string | undefined;
  /** Shows every row, however many. */
  readonly isWhole: boolean;
}

/** What the diagram draws of the graph: all of it, one key's part, or the rows that were used last. */
export function shownGraph(graph: KeyGraph, { only, isWhole }: Wanted): ShownGraph {
  const chosen = only === undefined ? graph : partOf(graph, only);
  if (isWhole) return { ...chosen, hidden: 0 };
  const rows = byLastUse(chosen.nodes.filter(isRow), chosen);
  const buckets = new Set(idsOf(rows, 'bucket').slice(0, MOST_ROWS));
  // The keys of these buckets stay; others only as far as there is a row left for each.
  const owners = new Set(chosen.edges.filter(({ to }) => buckets.has(to)).map(({ from }) => from));
  const others = idsOf(rows, 'kes-key').filter((id) => !owners.has(id));
  const keys = new Set([...owners, ...others.slice(0, Math.max(0, MOST_ROWS - buckets.size))]);
  const isGone = ({ id, kind }: KeyNode): boolean =>
    (kind === 'kes-key' && !keys.has(id)) || (kind === 'bucket' && !buckets.has(id));
  const gone = new Set(chosen.nodes.filter(isGone).map(({ id }) => id));
  const hidden = gone.size;
  for (const { from, to } of chosen.edges) {
    // A KV entry goes with its key, and objects go with their bucket.
    if (gone.has(to) && kindOf(chosen, from) === 'kv-entry') gone.add(from);
    if (gone.has(from) && kindOf(chosen, to) === 'objects') gone.add(to);
  }
  return { ...without(chosen, gone), hidden };
}

/** The nodes that a key stands between: what protects it, up to the shares, and what it protects. */
export function partOf({ at, nodes, edges }: KeyGraph, id: string): KeyGraph {
  const kept = new Set([
    ...reach(id, (from) => edges.filter((edge) => edge.to === from).map((edge) => edge.from)),
    ...reach(id, (from) => edges.filter((edge) => edge.from === from).map((edge) => edge.to)),
  ]);
  return {
    at,
    nodes: nodes.filter((node) => kept.has(node.id)),
    edges: edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to)),
  };
}

function reach(start: string, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set([start]);
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const one of next(id)) {
      if (seen.has(one)) continue;
      seen.add(one);
      queue.push(one);
    }
  }
  return seen;
}

function idsOf(rows: readonly KeyNode[], kind: KeyNode['kind']): readonly string[] {
  return rows.filter((node) => node.kind === kind).map(({ id }) => id);
}

function isRow({ kind }: KeyNode): boolean {
  return kind === 'kes-key' || kind === 'bucket';
}

/** Those used last first; then those that are in use; else as they came. */
function byLastUse(rows: readonly KeyNode[], { edges }: Pick<KeyGraph, 'edges'>): readonly KeyNode[] {
  const inUse = new Set(edges.filter(({ isInUse }) => isInUse).flatMap(({ from, to }) => [from, to]));
  const rank = ({ id, lastUsedAt = '' }: KeyNode): string => `${lastUsedAt} ${inUse.has(id) ? 1 : 0}`;
  return rows.toSorted((one, other) => (rank(one) === rank(other) ? 0 : rank(one) < rank(other) ? 1 : -1));
}

function kindOf({ nodes }: Pick<KeyGraph, 'nodes'>, id: string): KeyNode['kind'] | undefined {
  return nodes.find((node) => node.id === id)?.kind;
}

function without({ nodes, edges }: Pick<KeyGraph, 'nodes' | 'edges'>, gone: ReadonlySet<string>) {
  return {
    nodes: nodes.filter(({ id }) => !gone.has(id)),
    edges: edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
  };
}
