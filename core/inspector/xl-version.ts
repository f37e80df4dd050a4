import type { MsgpackCursor } from './msgpack-cursor.ts';
import { type Places, readObject, readSystem, readUuid } from './xl-object.ts';
import type { XlVersion } from './xl-types.ts';

/** How MinIO writes the id of a version of a time without versioning. */
const NULL_ID = '00000000-0000-0000-0000-000000000000';
const SIGNATURE_BYTES = 4;
const FLAGS = { freeVersion: 1, usesDataDir: 2, inline: 4 } as const;
const KINDS: readonly (XlVersion['kind'] | undefined)[] = [undefined, 'object', 'delete-marker', 'legacy'];
/** Items of a version header, by its layout; layout 1 was never released. */
const HEADER_ITEMS: readonly number[] = [0, 4, 5, 7];

/** Everything of a version but its body: from its header, or put together from the body where there are no headers. */
type Outline = Pick<XlVersion, 'versionId' | 'modifiedNs' | 'kind' | 'flags' | 'signature' | 'layout'>;

/** Reads the header and the body of a version, each in its own bytes (envelope 1.3). Throws `damaged-file`. */
export function readIndexedVersion(
  header: MsgpackCursor,
  body: MsgpackCursor,
  { layout, places }: { readonly layout: number; readonly places: Places },
): XlVersion {
  const outline = readHeader(header, layout, places);
  const content = readBody(body, places);
  if (content.kind !== outline.kind) throw body.fail('a version and its header disagree on what it is');
  return { ...outline, ...content.content };
}

/** Reads a version of a time without headers (envelopes 1.0 to 1.2). Throws `damaged-file`. */
export function readBareVersion(body: MsgpackCursor, places: Places): XlVersion {
  const { kind, id, modifiedNs, content } = readBody(body, places);
  const isInline = content.object?.system.has('x-minio-internal-inline-data') ?? false;
  return {
    versionId: versionIdOf(id),
    modifiedNs,
    kind,
    flags: { isFreeVersion: false, usesDataDir: kind === 'object', isInline },
    signature: new Uint8Array(0),
    layout: 0,
    ...content,
  };
}

function readHeader(cursor: MsgpackCursor, layout: number, places: Places): Outline {
  const items = cursor.arrayLength();
  if (items !== HEADER_ITEMS[layout])
    throw cursor.fail(`a version header of layout ${layout} has ${items} items`);
  const field = <T>(name: string, read: () => T): T => {
    const offset = cursor.at;
    const value = read();
    places?.set(`Header.${name}`, { offset, length: cursor.at - offset });
    return value;
  };
  const versionId = versionIdOf(field('VersionID', () => readUuid(cursor)));
  const modifiedNs = field('ModTime', () => cursor.int64());
  const signature = layout === 1 ? new Uint8Array(0) : field('Signature', () => cursor.binary());
  const kind = KINDS[field('Type', () => cursor.integer())];
  const flags = field('Flags', () => cursor.integer());
  if (layout === 3) {
    field('EcN', () => cursor.integer());
    field('EcM', () => cursor.integer());
  }
  if (kind === undefined) throw cursor.fail('a version is of a type that MinIO does not have');
  if (layout !== 1 && signature.length !== SIGNATURE_BYTES)
    throw cursor.fail(`a signature has ${signature.length} bytes`);
  return {
    versionId,
    modifiedNs,
    kind,
    flags: {
      isFreeVersion: (flags & FLAGS.freeVersion) !== 0,
      usesDataDir: (flags & FLAGS.usesDataDir) !== 0,
      isInline: (flags & FLAGS.inline) !== 0,
    },
    signature,
    layout,
  };
}

interface Body {
  readonly kind: XlVersion['kind'];
  readonly id: string;
  readonly modifiedNs: bigint;
  readonly content: Pick<XlVersion, 'object' | 'deleteMarker' | 'writtenBySeconds'>;
}

function readBody(cursor: MsgpackCursor, places: Places): Body {
  let kind: XlVersion['kind'] | undefined;
  let writtenBySeconds = 0;
  let object: ReturnType<typeof readObject> | undefined;
  let marker: ReturnType<typeof readMarker> | undefined;
  for (let left = cursor.mapLength(); left > 0; left -= 1) {
    const offset = cursor.at;
    const name = cursor.text();
    if (name === 'V2Obj' && !cursor.tryNil()) object = readObject(cursor, places);
    else if (name === 'DelObj' && !cursor.tryNil()) marker = readMarker(cursor, places);
    else {
      if (name === 'Type') kind = KINDS[cursor.integer()];
      else if (name === 'v') writtenBySeconds = cursor.integer();
      else if (name !== 'V2Obj' && name !== 'DelObj') cursor.skip();
      places?.set(name, { offset, length: cursor.at - offset });
    }
  }
  const written = writtenBySeconds > 0 ? { writtenBySeconds } : {};
  if (kind === 'object' && object !== undefined) {
    const { id, modifiedNs, object: read } = object;
    return { kind, id, modifiedNs, content: { ...written, object: read } };
  }
  if (kind === 'delete-marker' && marker !== undefined) {
    const { id, modifiedNs, system } = marker;
    return { kind, id, modifiedNs, content: { ...written, deleteMarker: { system } } };
  }
  if (kind === 'legacy') return { kind, id: NULL_ID, modifiedNs: 0n, content: written };
  throw cursor.fail('the body of a version is not what its type says');
}

function readMarker(
  cursor: MsgpackCursor,
  places: Places,
): { readonly id: string; readonly modifiedNs: bigint; readonly system: ReadonlyMap<string, Uint8Array> } {
  let id = NULL_ID;
  let modifiedNs = 0n;
  let system: ReadonlyMap<string, Uint8Array> = new Map();
  for (let left = cursor.mapLength(); left > 0; left -= 1) {
    const offset = cursor.at;
    const name = cursor.text();
    if (name === 'MetaSys') {
      system = readSystem(cursor, places);
      continue;
    }
    if (name === 'ID') id = readUuid(cursor);
    else if (name === 'MTime') modifiedNs = cursor.int64();
    else cursor.skip();
    places?.set(name, { offset, length: cursor.at - offset });
  }
  return { id, modifiedNs, system };
}

function versionIdOf(uuid: string): string {
  return uuid === NULL_ID ? 'null' : uuid;
}
