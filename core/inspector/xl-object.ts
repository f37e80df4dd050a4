import { toHex } from '../bytes.ts';
import type { MsgpackCursor } from './msgpack-cursor.ts';
import { amount, erasureOf, partsOf, type ReadFields } from './xl-read-fields.ts';
import type { Place, XlObject } from './xl-types.ts';

/** Above it an array is one place, not one for each item: a client may upload 10,000 parts. */
export const MOST_ITEMS = 100;
const UUID_BYTES = 16;

/** Where each field lies, filled while it is read; undefined where nobody asks, which is twice as fast. */
export type Places = Map<string, Place> | undefined;

export interface ReadObject {
  readonly id: string;
  readonly modifiedNs: bigint;
  readonly object: XlObject;
}

/** Reads the map `V2Obj` (MinIO `cmd/xl-storage-format-v2.go`, xlMetaV2Object). Throws `damaged-file`. */
export function readObject(cursor: MsgpackCursor, places: Places): ReadObject {
  const fields: ReadFields = {
    numbers: new Map(),
    lists: new Map(),
    etags: [],
    indexes: [],
    dataDir: '',
    id: '',
    modifiedNs: 0n,
    system: new Map(),
    user: new Map(),
  };
  for (let left = cursor.mapLength(); left > 0; left -= 1) readField(cursor, { fields, places });
  const { id, modifiedNs, dataDir, system, user } = fields;
  if (dataDir === '' || id === '') throw cursor.fail('an object has no version id or no data directory');
  const object = {
    dataDir,
    erasure: erasureOf(cursor, fields),
    parts: partsOf(cursor, fields),
    sizeBytes: amount(cursor, fields, 'Size'),
    system,
    user,
  };
  return { id, modifiedNs, object };
}

function readField(
  cursor: MsgpackCursor,
  { fields, places }: { readonly fields: ReadFields; readonly places: Places },
): void {
  const offset = cursor.at;
  const name = cursor.text();
  switch (name) {
    case 'ID':
      fields.id = readUuid(cursor);
      break;
    case 'DDir':
      fields.dataDir = readUuid(cursor);
      break;
    case 'MTime':
      fields.modifiedNs = cursor.int64();
      break;
    case 'EcAlgo':
    case 'EcM':
    case 'EcN':
    case 'EcBSize':
    case 'EcIndex':
    case 'CSumAlgo':
    case 'Size':
      fields.numbers.set(name, cursor.integer());
      break;
    case 'EcDist':
      fields.lists.set(name, readDistribution(cursor));
      break;
    case 'PartNums':
    case 'PartSizes':
    case 'PartASizes':
      fields.lists.set(name, readList(cursor, { name, places, read: () => cursor.integer() }));
      return;
    case 'PartETags':
      fields.etags = readList(cursor, { name, places, read: () => (cursor.tryNil() ? '' : cursor.text()) });
      return;
    case 'PartIdx':
      fields.indexes = readList(cursor, { name, places, read: () => cursor.binary() });
      return;
    case 'MetaSys':
      fields.system = readSystem(cursor, places);
      return;
    case 'MetaUsr':
      fields.user = readMap(cursor, { name, places, read: () => cursor.text() });
      return;
    default:
      cursor.skip();
  }
  places?.set(name, { offset, length: cursor.at - offset });
}

/** Internal metadata: names with the bytes of a text. Reads nil as none. */
export function readSystem(cursor: MsgpackCursor, places: Places): ReadonlyMap<string, Uint8Array> {
  return readMap(cursor, { name: 'MetaSys', places, read: () => cursor.binary() });
}

export function readUuid(cursor: MsgpackCursor): string {
  const bytes = cursor.binary();
  if (bytes.length !== UUID_BYTES) throw cursor.fail(`an id has ${bytes.length} bytes, not ${UUID_BYTES}`);
  return toUuid(bytes);
}

function toUuid(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

interface Reading<T> {
  readonly name: string;
  readonly places: Places;
  readonly read: () => T;
}

function readMap<T>(cursor: MsgpackCursor, { name, places, read }: Reading<T>): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  if (cursor.tryNil()) return map;
  for (let left = cursor.mapLength(); left > 0; left -= 1) {
    const offset = cursor.at;
    const key = cursor.text();
    map.set(key, read());
    places?.set(`${name}.${key}`, { offset, length: cursor.at - offset });
  }
  return map;
}

function readList<T>(cursor: MsgpackCursor, { name, places, read }: Reading<T>): readonly T[] {
  const start = cursor.at;
  if (cursor.tryNil()) return [];
  const count = cursor.arrayLength();
  const items: T[] = [];
  for (let index = 0; index < count; index += 1) {
    const offset = cursor.at;
    items.push(read());
    if (count <= MOST_ITEMS) places?.set(`${name}[${index}]`, { offset, length: cursor.at - offset });
  }
  if (count > MOST_ITEMS) places?.set(name, { offset: start, length: cursor.at - start });
  return items;
}

function readDistribution(cursor: MsgpackCursor): readonly number[] {
  if (cursor.tryNil()) return [];
  const distribution: number[] = [];
  for (let left = cursor.arrayLength(); left > 0; left -= 1) distribution.push(cursor.integer());
  return distribution;
}
