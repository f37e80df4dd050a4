import type { MsgpackCursor } from './msgpack-cursor.ts';
import type { XlErasure, XlObject, XlPart } from './xl-types.ts';

const MOST_SHARDS = 256;
const REED_SOLOMON = 1;
const HIGHWAY_HASH = 1;

/** The fields of `V2Obj` as they were read, before anybody looked whether they agree. */
export interface ReadFields {
  readonly numbers: Map<string, number>;
  readonly lists: Map<string, readonly number[]>;
  etags: readonly string[];
  indexes: readonly Uint8Array[];
  dataDir: string;
  id: string;
  modifiedNs: bigint;
  system: XlObject['system'];
  user: XlObject['user'];
}

/** Throws `damaged-file` where no object could be read by it. */
export function erasureOf(cursor: MsgpackCursor, fields: ReadFields): XlErasure {
  const number = (name: string): number => amount(cursor, fields, name);
  const [data, parity, index] = [number('EcM'), number('EcN'), number('EcIndex')];
  const total = data + parity;
  if (number('EcAlgo') !== REED_SOLOMON || number('CSumAlgo') !== HIGHWAY_HASH)
    throw cursor.fail('it names an erasure code or a bitrot hash that MinIO does not have');
  if (data < 1 || parity > data || total > MOST_SHARDS || index < 1 || index > total)
    throw cursor.fail(`shard ${index} of ${data} data and ${parity} parity shards cannot be`);
  const blockBytes = number('EcBSize');
  if (blockBytes < 1) throw cursor.fail('its erasure blocks are empty');
  const distribution = fields.lists.get('EcDist') ?? [];
  if (distribution.length !== total || distribution.some((shard) => shard < 1 || shard > total))
    throw cursor.fail(`it does not say which of ${total} shards each drive holds`);
  return { data, parity, blockBytes, index, distribution };
}

/** Throws `damaged-file` where numbers and sizes do not agree. */
export function partsOf(cursor: MsgpackCursor, { lists, etags, indexes }: ReadFields): readonly XlPart[] {
  const numbers = lists.get('PartNums') ?? [];
  const sizes = lists.get('PartSizes') ?? [];
  const plainSizes = lists.get('PartASizes') ?? [];
  if (numbers.length !== sizes.length)
    throw cursor.fail('it has more part numbers than part sizes, or fewer');
  return numbers.map((number, index) => {
    const storedBytes = sizes[index] ?? -1;
    if (number < 0 || storedBytes < 0) throw cursor.fail('a part has a negative number or size');
    const plainBytes = plainSizes[index] ?? -1;
    const etag = etags[index] ?? '';
    const compressionIndex = indexes[index];
    return {
      number,
      storedBytes,
      ...(plainBytes < 0 ? {} : { plainBytes }),
      ...(etag === '' ? {} : { etag }),
      ...(compressionIndex === undefined ? {} : { compressionIndex }),
    };
  });
}

/** A number that has to be there. Throws `damaged-file`. */
export function amount(cursor: MsgpackCursor, { numbers }: ReadFields, name: string): number {
  const value = numbers.get(name);
  if (value === undefined || value < 0) throw cursor.fail(`an object has no valid ${name}`);
  return value;
}
