import type { Region } from '#shared/contract/inspector.ts';
import type { TryKind } from '#shared/contract/tries.ts';
import { joinBytes } from '../../bytes.ts';
import { BITROT_HASH_BYTES } from '../bitrot.ts';
import { DARE_PACKAGE_BYTES } from '../dare.ts';
import type { DriveSource } from '../object-copies.ts';
import { objectFolder } from '../object-place.ts';
import { chunkAt, type ShardLayout, shardRegions } from '../shard-layout.ts';
import type { WalkedMetadata } from '../walk/metadata-steps.ts';
import type { Alteration } from './altered-drives.ts';
import { firstLayout, lookedThrough, readChunk, type StoredShard, usableShards } from './stored-shards.ts';
import { WIPES } from './tries.ts';

/** A change of the stored bytes that can be made, or why it cannot. */
export type PlannedChange =
  | { readonly reason: string }
  | { readonly make: (source: DriveSource, signal: AbortSignal) => Promise<AlteredBytes> };

export interface AlteredBytes {
  readonly alteration: Alteration;
  /** What was changed, in words. */
  readonly change: string;
}

const NOTHING: Alteration = { patches: [], wiped: [] };

/** What a try changes on the drives; `other-key` changes nothing there. */
export function planChange(kind: TryKind, metadata: WalkedMetadata): PlannedChange {
  switch (kind) {
    case 'bitrot':
      return planFlip(metadata, { kinds: ['ciphertext', 'plaintext', 'parity'], hash: 'old' });
    case 'content':
      return planFlip(metadata, { kinds: ['ciphertext', 'plaintext'], hash: 'new' });
    case 'tag':
      return metadata.encryption === undefined
        ? { reason: 'The object is not encrypted: it has no tags.' }
        : planFlip(metadata, { kinds: ['tag'], hash: 'new' });
    case 'swap-packages':
      return planSwap(metadata);
    case 'other-name':
      return planMove(metadata);
    case 'other-key':
      return metadata.encryption === undefined && !isOwnFile(metadata)
        ? { reason: 'The object is not encrypted: no key opens it.' }
        : { make: async () => ({ alteration: NOTHING, change: '' }) };
    case 'wipe-1':
    case 'wipe-2':
    case 'wipe-3':
      return planWipe(metadata, WIPES[kind] ?? 0);
  }
}

/** MinIO's own files are plain objects whose content is sealed (`walk/config-walk.ts`). */
function isOwnFile({ copies }: WalkedMetadata): boolean {
  return copies.bucket === '.minio.sys';
}

const WORDS: Readonly<Partial<Record<Region['kind'], string>>> = {
  ciphertext: 'ciphertext of a package',
  tag: 'tag of a package',
  plaintext: 'content',
  parity: 'parity',
};

interface Flip {
  readonly kinds: readonly Region['kind'][];
  readonly hash: 'old' | 'new';
}

function planFlip(metadata: WalkedMetadata, { kinds, hash }: Flip): PlannedChange {
  const layout = firstLayout(metadata);
  if (layout === undefined) return { reason: 'The object is empty: it has no bytes to change.' };
  const found = findRegion(metadata, layout, kinds);
  if (found === undefined) return { reason: 'No data shard that holds such a byte can be used.' };
  const { shard, region } = found;
  // The head of a file of MinIO itself names its key; what is sealed stands behind it.
  const within = isOwnFile(metadata) ? region.length - 1 : Math.floor(region.length / 2);
  const offset = region.offset + within;
  return {
    async make(source, signal) {
      const chunk = await readChunk(source, { shard, layout, offset }, signal);
      const changed = chunk.bytes.slice();
      const place = offset - chunkAt(layout, offset).offset - BITROT_HASH_BYTES;
      const before = changed[place] ?? 0;
      changed[place] = before ^ 1;
      const file = shard.path.slice(shard.path.lastIndexOf('/') + 1);
      return {
        alteration: { ...NOTHING, patches: chunk.put(changed, hash) },
        change: `Byte ${(shard.at + offset).toLocaleString('en')} of ${file} on drive ${shard.drive}, in the ${WORDS[region.kind] ?? region.label}, is ${hex(before ^ 1)} and was ${hex(before)}. The bitrot hash before it is ${hash === 'new' ? 'made anew' : 'the old one'}.`,
      };
    },
  };
}

/** The first such region on a shard that the walk reads, data shards first; of a file of MinIO itself one on the last data shard. */
function findRegion(
  metadata: WalkedMetadata,
  layout: ShardLayout,
  kinds: Flip['kinds'],
): { readonly shard: StoredShard; readonly region: Region } | undefined {
  const shards = usableShards(metadata);
  for (const shard of isOwnFile(metadata) ? shards.toReversed() : shards) {
    const region = shardRegions(layout, shard.index, lookedThrough(layout)).find(({ kind }) =>
      kinds.includes(kind),
    );
    if (region !== undefined) return { shard, region };
  }
  return undefined;
}

function planSwap(metadata: WalkedMetadata): PlannedChange {
  const layout = firstLayout(metadata);
  if (metadata.encryption === undefined)
    return { reason: 'The object is not encrypted: it has no packages.' };
  if (layout === undefined || layout.storedBytes <= DARE_PACKAGE_BYTES)
    return { reason: 'It has fewer than two packages: it takes more than 64 KiB.' };
  const end = Math.min(2 * DARE_PACKAGE_BYTES, layout.storedBytes);
  const { lengthBytes } = chunkAt(layout, 0);
  const count = Math.ceil(end / lengthBytes);
  const shards = usableShards(metadata).filter(({ index }) => index <= Math.min(count, layout.data));
  if (end > layout.blockBytes || shards.length < count)
    return { reason: 'A drive that holds a part of the first two packages cannot be used.' };
  return {
    async make(source, signal) {
      const chunks = await Promise.all(
        shards.map(async (shard) => await readChunk(source, { shard, layout, offset: 0 }, signal)),
      );
      const stream = joinBytes(chunks.map(({ bytes }) => bytes)).slice();
      const swapped = joinBytes([
        stream.subarray(DARE_PACKAGE_BYTES, end),
        stream.subarray(0, DARE_PACKAGE_BYTES),
        stream.subarray(end),
      ]);
      const patches = chunks.flatMap(({ put }, at) =>
        put(swapped.subarray(at * lengthBytes, (at + 1) * lengthBytes), 'new'),
      );
      const on = shards.map(({ drive }) => drive).join(', ');
      return {
        alteration: { ...NOTHING, patches },
        change: `The second package stands before the first, on ${on}. The bitrot hashes before them are made anew.`,
      };
    },
  };
}

function planMove({ copies, encryption, ...rest }: WalkedMetadata): PlannedChange {
  const isSealed = encryption !== undefined || isOwnFile({ copies, encryption, ...rest });
  if (!isSealed) return { reason: 'The object is not encrypted: nothing binds it to its name.' };
  const { bucket, key } = copies;
  const other = otherName(key);
  const moved = { from: objectFolder(bucket, key), to: objectFolder(bucket, other) };
  return {
    make: async () => ({
      alteration: { ...NOTHING, moved },
      change: `The files of ${key} lie under the name ${other} on every drive.`,
    }),
  };
}

/** The name under which `other-name` takes an object. */
export function otherName(key: string): string {
  return key.endsWith('/') ? `${key.slice(0, -1)}-copy/` : `${key}-copy`;
}

function planWipe(metadata: WalkedMetadata, count: number): PlannedChange {
  const held = usableShards(metadata);
  // Of an object without bytes every drive has xl.meta only.
  const drives =
    held.length > 0
      ? held.map(({ drive }) => drive)
      : metadata.copies.drives.filter(({ state }) => state === 'ok').map(({ drive }) => drive);
  if (drives.length < count)
    return { reason: `It is on ${drives.length === 1 ? 'one drive' : `${drives.length} drives`} only.` };
  // Data shards first: without them there is something to compute.
  const wiped = drives.slice(0, count);
  return {
    make: async () => ({
      alteration: { ...NOTHING, wiped },
      change: `No file of the object is on ${wiped.join(', ')}.`,
    }),
  };
}

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;
