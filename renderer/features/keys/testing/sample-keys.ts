import type { KeyEdge, KeyGraph, KeyNode, KeyUse } from '#shared/contract/keys.ts';

/** A node of which only what a test needs is said. */
export function sampleNode(id: string, change: Partial<KeyNode> = {}): KeyNode {
  const kind = kindOf(id);
  return {
    id,
    kind,
    title: id,
    place: PLACES[kind],
    state: 'present',
    stateText: '',
    aliases: [],
    explanation: '',
    facts: [],
    evidence: [],
    ...change,
  };
}

function kindOf(id: string): KeyNode['kind'] {
  if (id.startsWith('share:')) return 'share';
  if (id.startsWith('kv:')) return 'kv-entry';
  if (id.startsWith('kes:')) return 'kes-key';
  if (id.startsWith('bucket:')) return 'bucket';
  if (id.startsWith('objects:')) return 'objects';
  return id === 'root' ? 'root-key' : 'keyring';
}

const PLACES = {
  share: 'people',
  'root-key': 'vault',
  keyring: 'vault',
  'kv-entry': 'vault',
  'kes-key': 'kes',
  bucket: 'minio',
  objects: 'drives',
} as const;

/** `root>keyring`, or `root>keyring?` for one that is not in use. */
export function sampleEdge(text: string): KeyEdge {
  const id = text.replace('?', '');
  const [from = '', to = ''] = id.split('>');
  return { id, from, to, label: 'protects', isInUse: !text.endsWith('?') };
}

/** A graph from its edges; every end of an edge is a node. */
export function sampleKeys(edges: readonly string[], changes: readonly KeyNode[] = []): KeyGraph {
  const lines = edges.map(sampleEdge);
  const ids = new Set(lines.flatMap(({ from, to }) => [from, to]));
  const nodes = [...ids].map((id) => changes.find((node) => node.id === id) ?? sampleNode(id));
  return { at: '2026-11-21T10:00:00.000Z', nodes, edges: lines };
}

/** The edges of a lab with these keys, each with its buckets. */
export function labEdges(keys: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return [
    ...[1, 2, 3, 4, 5].map((share) => `share:${share}>root`),
    'root>keyring',
    ...Object.entries(keys).flatMap(([key, buckets]) => [
      `keyring>kv:${key}`,
      `kv:${key}>kes:${key}`,
      ...buckets.flatMap((bucket) => [`kes:${key}>bucket:${bucket}`, `bucket:${bucket}>objects:${bucket}`]),
    ]),
  ];
}

export function sampleUse(id: string, change: Partial<KeyUse> = {}): KeyUse {
  return {
    id,
    at: '2026-11-21T10:00:00.000Z',
    request: 'GET a/b.txt',
    hops: [],
    edges: [],
    ok: true,
    isHeartbeat: false,
    ...change,
  };
}
