import type { KeyNode, KeyNodeKind, KeyPlace } from '#shared/contract/keys.ts';
import type { KeyKind } from '../../ui/key-tile.tsx';

export interface KeyLook {
  /** Whose tile and colour a node has; a bucket is neither a key nor data. */
  readonly tile: KeyKind | undefined;
  readonly name: string;
}

const LOOKS: Readonly<Record<KeyNodeKind, KeyLook>> = {
  share: { tile: 'share', name: 'share' },
  'root-key': { tile: 'root-key', name: 'root key' },
  keyring: { tile: 'root-key', name: 'keyring' },
  'kv-entry': { tile: 'ciphertext', name: 'KV entry' },
  'kes-key': { tile: 'kes-key', name: 'KES key' },
  bucket: { tile: undefined, name: 'bucket' },
  objects: { tile: 'ciphertext', name: 'objects' },
};

/** How a node of the key graph looks, and what it is called. */
export function lookOf({ kind }: Pick<KeyNode, 'kind'>): KeyLook {
  return LOOKS[kind];
}

export interface PlaceWords {
  readonly place: KeyPlace;
  readonly title: string;
  readonly about: string;
}

/** The places from left to right, as every picture of Sealab has them. */
export const PLACES: readonly PlaceWords[] = [
  { place: 'people', title: 'People', about: 'hold the shares' },
  { place: 'vault', title: 'Vault', about: 'open in memory, sealed on its disk' },
  { place: 'kes', title: 'KES', about: 'memory, cached' },
  { place: 'minio', title: 'MinIO', about: 'memory, per request' },
  { place: 'drives', title: 'Drives', about: 'at rest' },
];

/** The name of the place where a node lives. */
export function placeTitle(place: KeyPlace): string {
  return PLACES.find((one) => one.place === place)?.title ?? place;
}
