import type { KeyGraph, KeyUse } from '#shared/contract/keys.ts';
import type { KeyKind } from '../../ui/key-tile.tsx';

export interface UsedTile {
  readonly kind: KeyKind;
  readonly name: string;
}

const KINDS: Readonly<Record<string, KeyKind>> = {
  share: 'share',
  root: 'root-key',
  keyring: 'root-key',
  kv: 'ciphertext',
  kes: 'kes-key',
};

/**
 * The keys that a use went through, in order. A request that goes from a KES key to a bucket needs a data key and an
 * object key on its way: MinIO holds them for this request only, so the graph has no node for them.
 */
export function usedTiles(use: KeyUse, graph: Pick<KeyGraph, 'edges'> | undefined): readonly UsedTile[] {
  const ids: string[] = [];
  for (const edge of use.edges) {
    const { from, to } = graph?.edges.find(({ id }) => id === edge) ?? endsOf(edge);
    for (const id of [from, to]) if (ids.at(-1) !== id) ids.push(id);
  }
  const tiles: UsedTile[] = [];
  for (const [index, id] of ids.entries()) {
    const [kind = '', name = ''] = splitOnce(id);
    const known = KINDS[kind];
    if (known !== undefined) push(tiles, { kind: known, name: nameOf(known, kind, name) });
    else if ((kind === 'bucket' || kind === 'objects') && ids[index - 1]?.startsWith('kes:') === true) {
      push(tiles, { kind: 'data-key', name: 'data key, for this request' });
      push(tiles, { kind: 'object-key', name: 'object key, for this request' });
    }
    if (kind === 'objects')
      push(
        tiles,
        isRead(use) ? { kind: 'plaintext', name: 'plaintext' } : { kind: 'ciphertext', name: 'ciphertext' },
      );
  }
  return tiles;
}

/** `share:2>root`: an edge that the graph does not have any more still says its ends. */
function endsOf(edge: string): { readonly from: string; readonly to: string } {
  const [from = '', to = from] = edge.split('>');
  return { from, to };
}

function splitOnce(id: string): readonly string[] {
  const at = id.indexOf(':');
  return at === -1 ? [id] : [id.slice(0, at), id.slice(at + 1)];
}

function nameOf(kind: KeyKind, id: string, name: string): string {
  if (kind === 'share') return 'shares';
  if (kind === 'root-key') return id === 'root' ? 'root key' : 'keyring';
  return kind === 'ciphertext' ? `KV entry ${name}` : `KES key ${name}`;
}

/** Several shares, or one key twice, are one tile. */
function push(tiles: UsedTile[], tile: UsedTile): void {
  if (!tiles.some(({ kind, name }) => kind === tile.kind && name === tile.name)) tiles.push(tile);
}

function isRead({ request }: KeyUse): boolean {
  return /^(?:GET|HEAD)\b/.test(request);
}
