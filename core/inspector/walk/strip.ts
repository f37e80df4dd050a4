import type { StripPart } from '#shared/contract/walk.ts';
import { shardFileBytes, shardRegions } from '../shard-layout.ts';
import type { WalkedMetadata } from './metadata-steps.ts';

/** Drawn of each drive: more would be thinner than a line. */
const REGIONS = 24;
type DrawnKind = StripPart['kind'];
const DRAWN: ReadonlySet<string> = new Set<DrawnKind>([
  'bitrot-hash',
  'dare-header',
  'ciphertext',
  'tag',
  'plaintext',
  'parity',
  'padding',
]);

const isDrawn = (kind: string): kind is DrawnKind => DRAWN.has(kind);

/** The beginning of the first part on each drive, in the order of the file. */
export function stripOf({ copies, object, encryption }: WalkedMetadata): readonly StripPart[] {
  const [part] = object.parts;
  if (part === undefined || part.storedBytes === 0) return [];
  const layout = {
    data: object.erasure.data,
    blockBytes: object.erasure.blockBytes,
    storedBytes: part.storedBytes,
    isEncrypted: encryption !== undefined,
  };
  const sizeBytes = shardFileBytes(layout);
  return copies.drives.flatMap(({ drive, state, version }): StripPart[] => {
    const shard = version?.object?.erasure.index;
    if (state !== 'ok' || shard === undefined) return [{ kind: 'missing', drive, lengthBytes: sizeBytes }];
    const regions = shardRegions(layout, shard, { from: 0, to: Math.min(sizeBytes, 4 * layout.blockBytes) });
    return regions
      .slice(0, REGIONS)
      .flatMap(({ kind, length }): StripPart[] =>
        isDrawn(kind) ? [{ kind, drive, lengthBytes: length }] : [],
      );
  });
}
