import { Position } from '@xyflow/react';
import type { KeyEdge, KeyNode } from '#shared/contract/keys.ts';
import type { KeyBoxNode } from './key-box.tsx';
import type { KeyEdgeType } from './key-edge.tsx';
import { lookOf } from './key-looks.ts';
import type { KeyBoxPlace, PlacedKeys } from './place-keys.ts';
import type { ShownGraph } from './shown-graph.ts';

export interface DrawnState {
  readonly lit: ReadonlySet<string>;
  /** Edges of the last request. */
  readonly last: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly tabStop: string | undefined;
  /** The object that was used last, by the id of the node that stands for it and others. */
  readonly usedObjects: ReadonlyMap<string, string>;
  readonly onFocus: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

interface Whole {
  readonly graph: ShownGraph;
  readonly placed: PlacedKeys;
  readonly drawn: DrawnState;
}

/** The keys as nodes of React Flow. */
export function boxesOf({ graph, placed, drawn }: Whole): KeyBoxNode[] {
  const touched = endsOf(graph.edges.filter(({ id }) => drawn.lit.has(id)));
  return graph.nodes.flatMap((node) => {
    const box = placed.boxes.get(node.id);
    if (box === undefined) return [];
    const used = drawn.usedObjects.get(node.id);
    const data: KeyBoxNode['data'] = {
      node,
      line: used === undefined ? lineOf(node) : `last used ${used}`,
      isLit: touched.has(node.id),
      isSelected: node.id === drawn.selected,
      isTabStop: node.id === drawn.tabStop,
      isEncrypted: isEncrypted(node, graph.edges),
      onFocus: () => drawn.onFocus(node.id),
      onOpen: () => drawn.onOpen(node.id),
    };
    return [asNode(box, data)];
  });
}

/** Of a bucket the line to it says which key its default names. */
function lineOf({ kind, facts, state, stateText }: KeyNode): string {
  const known =
    kind === 'bucket' && state === 'present' ? facts.find(({ name }) => name === 'Default') : undefined;
  return known?.value ?? stateText;
}

function asNode(box: KeyBoxPlace, data: KeyBoxNode['data']): KeyBoxNode {
  const { width, height } = box;
  return {
    id: box.id,
    type: 'key',
    position: { x: box.x, y: box.y },
    width,
    height,
    // Told, not measured: React Flow forgets what it measured where a node is given anew, and its lines with it.
    measured: { width, height },
    handles: [
      { id: 'in', type: 'target', position: Position.Left, x: 0, y: height / 2, width: 1, height: 1 },
      {
        id: 'out',
        type: 'source',
        position: Position.Right,
        x: width - 1,
        y: height / 2,
        width: 1,
        height: 1,
      },
      { id: 'top', type: 'target', position: Position.Top, x: width / 2, y: 0, width: 1, height: 1 },
      {
        id: 'bottom',
        type: 'source',
        position: Position.Bottom,
        x: width / 2,
        y: height - 1,
        width: 1,
        height: 1,
      },
    ],
    data,
  };
}

/** The lines as edges of React Flow; those that the last request used lie on top. */
export function linesOf({ graph, placed, drawn }: Whole): KeyEdgeType[] {
  return graph.edges.flatMap((edge) => {
    const from = placed.boxes.get(edge.from);
    const to = placed.boxes.get(edge.to);
    if (from === undefined || to === undefined) return [];
    const isDown = from.x === to.x;
    const isLit = drawn.lit.has(edge.id);
    const isLast = drawn.last.has(edge.id);
    return [
      {
        id: edge.id,
        source: edge.from,
        target: edge.to,
        sourceHandle: isDown ? 'bottom' : 'out',
        targetHandle: isDown ? 'top' : 'in',
        type: 'key' as const,
        zIndex: isLit ? 2 : isLast ? 1 : 0,
        data: { edge, keyClass: keyClassOf(edge, graph.nodes), isLit, isLast },
      },
    ];
  });
}

function keyClassOf({ from }: KeyEdge, nodes: readonly KeyNode[]): string {
  const node = nodes.find(({ id }) => id === from);
  // What goes on from a bucket is sealed by the object key of the request.
  return node === undefined || node.kind === 'bucket'
    ? 'key-object-key'
    : `key-${lookOf(node).tile ?? 'ciphertext'}`;
}

function isEncrypted({ id, kind }: KeyNode, edges: readonly KeyEdge[]): boolean {
  const isProtected = (bucket: string): boolean => edges.some(({ to, isInUse }) => to === bucket && isInUse);
  if (kind === 'bucket') return isProtected(id);
  return edges.some(({ from, to }) => to === id && (from.startsWith('kes:') || isProtected(from)));
}

function endsOf(edges: readonly KeyEdge[]): ReadonlySet<string> {
  return new Set(edges.flatMap(({ from, to }) => [from, to]));
}
