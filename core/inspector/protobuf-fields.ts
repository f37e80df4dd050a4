import { damaged, type Format } from './damaged.ts';

/** One field of a protobuf message: a number for wire type 0, bytes for wire type 2. */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

const MOST_VARINT_BYTES = 10;
const MAX_UINT64 = (1n << 64n) - 1n;

/**
 * The fields of a protobuf message, in order (protobuf.dev, “Encoding”). Fixed-width fields are passed over. A length that
 * reaches beyond the end is refused. Throws `damaged-file`.
 */
export function readProtobuf(bytes: Uint8Array, format: Format): readonly ProtobufField[] {
  const fields: ProtobufField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let index = 0; index < MOST_VARINT_BYTES; index += 1) {
      const byte = bytes[at];
      if (byte === undefined) break;
      at += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return value & MAX_UINT64;
    }
    throw damaged(format, 'a number does not end', { offset: at });
  };
  const take = (length: bigint): Uint8Array => {
    if (length > BigInt(bytes.length - at))
      throw damaged(format, `${length} bytes are announced and fewer are there`, { offset: at });
    const from = at;
    at += Number(length);
    return bytes.subarray(from, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (number === 0) throw damaged(format, 'a field has the number 0', { offset: at });
    if (type === 0) fields.push({ number, value: varint() });
    else if (type === 2) fields.push({ number, value: take(varint()) });
    else if (type === 1) take(8n);
    else if (type === 5) take(4n);
    else throw damaged(format, `a field has the wire type ${type}`, { offset: at });
  }
  return fields;
}

/** The bytes of a field; the last one counts, as everywhere in protobuf. */
export function bytesField(fields: readonly ProtobufField[], number: number): Uint8Array | undefined {
  const value = fields.findLast((field) => field.number === number)?.value;
  return typeof value === 'bigint' ? undefined : value;
}

/** The number of a field; 0 where it is absent, as everywhere in protobuf. */
export function numberField(fields: readonly ProtobufField[], number: number): bigint {
  const value = fields.findLast((field) => field.number === number)?.value;
  return typeof value === 'bigint' ? value : 0n;
}
