import type { KeyEdge, KeyNode, KeyPlace } from '#shared/contract/keys.ts';

/** A box of the diagram, in pixels from its upper left corner. */
export interface KeyBoxPlace {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlaceColumn {
  readonly place: KeyPlace;
  readonly x: number;
  readonly width: number;
}

export interface PlacedKeys {
  readonly boxes: ReadonlyMap<string, KeyBoxPlace>;
  readonly columns: readonly PlaceColumn[];
  readonly width: number;
  readonly height: number;
}

/** Least width of each place, and its share of what is left of the width. */
const COLUMNS: readonly (readonly [KeyPlace, number, number])[] = [
  ['people', 146, 0.3],
  ['vault', 274, 1.2],
  ['kes', 150, 0.9],
  ['minio', 168, 0.9],
  ['drives', 146, 1],
];
const LEAST_WIDTH = COLUMNS.reduce((sum, [, width]) => sum + width, 0);
/** More would only make the way of the eye longer. */
const MOST_WIDTH = 1_240;
const MARGIN = 13;
const VAULT_GAP = 30;
/** Names of KV entries are longer than those of Vault's own keys. */
const ROOT_SHARE = 0.46;
const BOX_HEIGHT = 52;
const ROW_HEIGHT = 78;
const SHARE_HEIGHT = 50;
const SHARE_PITCH = 58;
const BETWEEN_VAULT_KEYS = 34;
/** The names of the places, and room for the label of a request above the first row. */
const TOP = 80;
/** The name of the library stands there. */
const BOTTOM = 24;

interface Shown {
  readonly nodes: readonly KeyNode[];
  readonly edges: readonly KeyEdge[];
}

/** Places the graph from left to right by where things live; each key stands on one line with what it protects. */
export function placeKeys({ nodes, edges }: Shown, availableWidth: number): PlacedKeys {
  const columns = columnsOf(availableWidth);
  const slots = slotsOf(nodes, edges);
  const shares = nodes.filter(({ kind }) => kind === 'share');
  const inner = Math.max(
    slots.count * ROW_HEIGHT - (ROW_HEIGHT - BOX_HEIGHT),
    shares.length * SHARE_PITCH - (SHARE_PITCH - SHARE_HEIGHT),
    2 * BOX_HEIGHT + BETWEEN_VAULT_KEYS,
  );
  const middle = TOP + inner / 2;
  const firstRow = middle - (slots.count * ROW_HEIGHT - (ROW_HEIGHT - BOX_HEIGHT)) / 2;
  const firstShare = middle - (shares.length * SHARE_PITCH - (SHARE_PITCH - SHARE_HEIGHT)) / 2;
  const boxes = new Map<string, KeyBoxPlace>();
  for (const node of nodes) {
    const { x, width } = widthOf(node, columns);
    const place = (y: number, height = BOX_HEIGHT): void => {
      boxes.set(node.id, { id: node.id, x, y: Math.round(y), width, height });
    };
    if (node.kind === 'share') place(firstShare + shares.indexOf(node) * SHARE_PITCH, SHARE_HEIGHT);
    else if (node.kind === 'root-key') place(middle - BETWEEN_VAULT_KEYS / 2 - BOX_HEIGHT);
    else if (node.kind === 'keyring') place(middle + BETWEEN_VAULT_KEYS / 2);
    else place(firstRow + (slots.at.get(node.id) ?? 0) * ROW_HEIGHT);
  }
  return { boxes, columns, width: Math.max(LEAST_WIDTH, availableWidth), height: TOP + inner + BOTTOM };
}

function columnsOf(availableWidth: number): readonly PlaceColumn[] {
  const wanted = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, availableWidth));
  const parts = COLUMNS.reduce((sum, [, , part]) => sum + part, 0);
  let x = Math.max(0, Math.floor((availableWidth - wanted) / 2));
  return COLUMNS.map(([place, least, part]) => {
    const width = Math.floor(least + ((wanted - LEAST_WIDTH) * part) / parts);
    const column = { place, x, width };
    x += width;
    return column;
  });
}

/** In Vault the keys that open it stand left of what it keeps. */
function widthOf({ place, kind }: KeyNode, columns: readonly PlaceColumn[]): { x: number; width: number } {
  const column = columns.find((one) => one.place === place) ?? { x: 0, width: LEAST_WIDTH };
  if (place !== 'vault') return { x: column.x + MARGIN, width: column.width - 2 * MARGIN };
  const free = column.width - 2 * MARGIN - VAULT_GAP;
  const rootWidth = Math.floor(free * ROOT_SHARE);
  return kind === 'kv-entry'
    ? { x: column.x + MARGIN + rootWidth + VAULT_GAP, width: free - rootWidth }
    : { x: column.x + MARGIN, width: rootWidth };
}

/** Each KES key takes as many rows as it has buckets, and stands in their middle with its KV entry. */
function slotsOf(
  nodes: readonly KeyNode[],
  edges: readonly KeyEdge[],
): { readonly at: ReadonlyMap<string, number>; readonly count: number } {
  const at = new Map<string, number>();
  const of = (kind: KeyNode['kind']): readonly KeyNode[] => nodes.filter((node) => node.kind === kind);
  const into = (id: string): readonly KeyEdge[] => edges.filter(({ to }) => to === id);
  const ownerOf = ({ id }: KeyNode): string | undefined => {
    const owners = into(id).filter(({ from }) => of('kes-key').some((key) => key.id === from));
    return (owners.find(({ isInUse }) => isInUse) ?? owners[0])?.from;
  };
  let next = 0;
  for (const key of of('kes-key')) {
    const own = of('bucket').filter((bucket) => ownerOf(bucket) === key.id);
    own.forEach(({ id }, index) => {
      at.set(id, next + index);
    });
    const row = next + (Math.max(1, own.length) - 1) / 2;
    at.set(key.id, row);
    for (const { from } of into(key.id)) if (of('kv-entry').some(({ id }) => id === from)) at.set(from, row);
    next += Math.max(1, own.length);
  }
  // What no key of KES stands before: a bucket without a default, an entry that nobody loaded.
  for (const node of [...of('bucket'), ...of('kv-entry')]) if (!at.has(node.id)) at.set(node.id, next++);
  for (const node of of('objects')) {
    const row = into(node.id)
      .map(({ from }) => at.get(from))
      .find((one) => one !== undefined);
    at.set(node.id, row ?? next++);
  }
  return { at, count: Math.max(1, next) };
}
