import { toSealabError } from '#shared/errors.ts';
import { encryptionOf } from './encryption.ts';
import { fieldsOf } from './fields.ts';
import { readInlineTable } from './inline-data.ts';
import { shardFileBytes, shardRegions } from './shard-layout.ts';
import type { XlEnvelope } from './xl-envelope.ts';
import type { Place, XlRegion, XlVersion } from './xl-types.ts';

const LONGEST_VALUE = 64;
const MAGIC_BYTES = 4;
const HEAD_BYTES = 8;

export interface ReadFile {
  readonly envelope: XlEnvelope;
  readonly versions: readonly XlVersion[];
  /** Where the fields of each version lie, by the path that `fieldsOf` gives them. */
  readonly places: readonly ReadonlyMap<string, Place>[];
}

/** What each byte of an xl.meta means, from its first to its last, without gap or overlap. */
export function xlRegions(bytes: Uint8Array, file: ReadFile): readonly XlRegion[] {
  const { envelope } = file;
  const known = [...headRegions(envelope), ...versionRegions(file), ...inlineRegions(bytes, file)];
  const ordered = known.toSorted((a, b) => a.offset - b.offset);
  const regions: XlRegion[] = [];
  let at = 0;
  const fill = (to: number): void => {
    if (to > at) regions.push(structure(envelope, { offset: at, length: to - at }));
  };
  for (const region of ordered) {
    if (region.offset < at || region.length === 0) continue;
    fill(region.offset);
    regions.push(region);
    at = region.offset + region.length;
  }
  fill(bytes.length);
  return regions;
}

function headRegions({ major, minor, checksum }: XlEnvelope): readonly XlRegion[] {
  const head = [
    region({ offset: 0, length: MAGIC_BYTES }, 'xl-envelope', {
      label: 'magic',
      meaning: 'Every xl.meta starts with “XL2 ”.',
    }),
    region({ offset: MAGIC_BYTES, length: HEAD_BYTES - MAGIC_BYTES }, 'xl-envelope', {
      label: 'version',
      meaning: `Version ${major}.${minor} of the format, two numbers of two bytes, the smaller byte first.`,
    }),
  ];
  if (checksum === undefined) return head;
  const { place, ok, stored, computed } = checksum;
  const meaning = ok
    ? `The low half of xxHash64 over the versions is ${hex(stored)}, as it should be.`
    : `The low half of xxHash64 over the versions should be ${hex(stored)} and is ${hex(computed)}: they were changed.`;
  return [
    ...head,
    { ...region(place, 'xl-checksum', { label: 'checksum', meaning }), check: ok ? 'ok' : 'failed' },
  ];
}

function versionRegions({ versions, places }: ReadFile): readonly XlRegion[] {
  return versions.flatMap((version, index) => {
    const views = new Map(fieldsOf(version).map((view) => [view.path, view]));
    return [...(places[index] ?? [])].map(([path, place]): XlRegion => {
      const view = views.get(path);
      const shown = view === undefined || view.value === '' ? '' : ` Value: ${shorten(view.value)}`;
      return {
        ...region(place, path.startsWith('Header.') ? 'xl-version-header' : 'xl-version-body', {
          label: path,
          meaning: `${view?.meaning ?? 'A field that this version of Sealab does not know.'}${shown}`,
        }),
        ...(view?.link === undefined ? {} : { link: view.link }),
      };
    });
  });
}

function inlineRegions(bytes: Uint8Array, { envelope, versions }: ReadFile): readonly XlRegion[] {
  const { inlineStart } = envelope;
  try {
    return readInlineTable(bytes, inlineStart).flatMap(({ versionId, start, data }, index) => {
      const first = index === 0 ? inlineStart : start;
      const header = region({ offset: first, length: data.offset - first }, 'inline-header', {
        label: 'inline data',
        meaning: `Version ${versionId} has its shard here: ${data.length} bytes, as a part file would hold them.`,
      });
      return [
        header,
        ...shardOf(
          versions.find((version) => version.versionId === versionId),
          data,
        ),
      ];
    });
  } catch (thrown) {
    const { message } = toSealabError(thrown);
    const rest = { offset: inlineStart, length: bytes.length - inlineStart };
    return [{ ...region(rest, 'unknown', { label: 'inline data', meaning: message }), check: 'failed' }];
  }
}

function shardOf(version: XlVersion | undefined, data: Place): readonly XlRegion[] {
  const object = version?.object;
  const part = object?.parts[0];
  if (object !== undefined && part !== undefined) {
    const layout = {
      data: object.erasure.data,
      blockBytes: object.erasure.blockBytes,
      storedBytes: part.storedBytes,
      isEncrypted: isEncrypted(object),
    };
    if (shardFileBytes(layout) === data.length) {
      const whole = { from: 0, to: data.length };
      return shardRegions(layout, object.erasure.index, whole).map((each) => ({
        ...each,
        offset: each.offset + data.offset,
      }));
    }
  }
  return [
    region(data, 'unknown', {
      label: 'inline data',
      meaning: 'These bytes are not as long as the sizes in the version say.',
    }),
  ];
}

function isEncrypted(object: NonNullable<XlVersion['object']>): boolean {
  try {
    return encryptionOf(object) !== undefined;
  } catch {
    // Its metadata say that it is encrypted, and not correctly how.
    return true;
  }
}

/** Lengths, names and counts between the fields. */
function structure({ meta, inlineStart }: XlEnvelope, place: Place): XlRegion {
  if (place.offset >= inlineStart)
    return region(place, 'unknown', {
      label: 'rest',
      meaning: 'Bytes behind the inline data, which nothing reads.',
    });
  if (place.offset < meta.offset)
    return region(place, 'xl-envelope', {
      label: 'length',
      meaning: `The versions take ${meta.length} bytes.`,
    });
  return region(place, 'xl-version-body', {
    label: 'structure',
    meaning: 'MessagePack between the fields: names, counts and lengths.',
  });
}

function region(
  { offset, length }: Place,
  kind: XlRegion['kind'],
  { label, meaning }: { readonly label: string; readonly meaning: string },
): XlRegion {
  return { offset, length, kind, label, meaning, check: 'not-checked' };
}

const shorten = (value: string): string =>
  value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
