import { damaged, type Format } from './damaged.ts';

/** Deeper than anything that is written; a damaged file must not make the reader recurse for ever. */
const DEEPEST = 32;
const NIL = 0xc0;

export interface CursorOptions {
  readonly format: Format;
  readonly start?: number;
  readonly end?: number;
}

/**
 * Reads MessagePack in order and knows the offset of everything it reads, which decoders of whole values do not tell.
 * A length that reaches beyond the end is refused before anything is made of it, so time and memory stay within the
 * size of the bytes. Throws `damaged-file`.
 */
export class MsgpackCursor {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
  readonly #view: DataView;
  readonly #format: Format;

  constructor(bytes: Uint8Array, { format, start = 0, end = bytes.length }: CursorOptions) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#format = format;
  }

  /** Opens the next bin as a cursor over its bytes; offsets stay those of the whole. */
  nested(): MsgpackCursor {
    const start = this.#advance(this.#lengthOfBytes());
    return new MsgpackCursor(this.bytes, { format: this.#format, start, end: this.at });
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  /** Reads a nil if one is there. */
  tryNil(): boolean {
    if (this.isAtEnd || this.bytes[this.at] !== NIL) return false;
    this.at += 1;
    return true;
  }

  /** Number of pairs that follow. */
  mapLength(): number {
    const code = this.#code('a map');
    if (code >= 0x80 && code <= 0x8f) return this.#items(code & 0x0f, 2);
    if (code === 0xde) return this.#items(this.#unsigned(2), 2);
    if (code === 0xdf) return this.#items(this.#unsigned(4), 2);
    throw this.#unexpected('a map', code);
  }

  /** Number of items that follow. */
  arrayLength(): number {
    const code = this.#code('an array');
    if (code >= 0x90 && code <= 0x9f) return this.#items(code & 0x0f, 1);
    if (code === 0xdc) return this.#items(this.#unsigned(2), 1);
    if (code === 0xdd) return this.#items(this.#unsigned(4), 1);
    throw this.#unexpected('an array', code);
  }

  /** Text, which may also be written as bytes. */
  text(): string {
    const from = this.#advance(this.#lengthOfBytes());
    return decodeText(this.bytes, from, this.at);
  }

  /** Bytes, which may also be written as text; a window into the file, not a copy. */
  binary(): Uint8Array {
    const from = this.#advance(this.#lengthOfBytes());
    return this.bytes.subarray(from, this.at);
  }

  /** An integer that a number holds exactly. */
  integer(): number {
    const code = this.bytes[this.at];
    if (code !== undefined && code < 0x80 && this.at < this.end) {
      this.at += 1;
      return code;
    }
    const value = this.int64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
      throw this.fail('a number is out of every range');
    return Number(value);
  }

  /** Any integer: times in nanoseconds are larger than a number holds. */
  int64(): bigint {
    const code = this.#code('a number');
    if (code < 0x80) return BigInt(code);
    if (code >= 0xe0) return BigInt(code - 0x100);
    if (code === 0xcf) return this.#view.getBigUint64(this.#advance(8));
    if (code === 0xd3) return this.#view.getBigInt64(this.#advance(8));
    if (code === 0xcc) return BigInt(this.#unsigned(1));
    if (code === 0xcd) return BigInt(this.#unsigned(2));
    if (code === 0xce) return BigInt(this.#unsigned(4));
    if (code === 0xd0) return BigInt(this.#view.getInt8(this.#advance(1)));
    if (code === 0xd1) return BigInt(this.#view.getInt16(this.#advance(2)));
    if (code === 0xd2) return BigInt(this.#view.getInt32(this.#advance(4)));
    throw this.#unexpected('a number', code);
  }

  /** Passes over one value of any type. */
  skip(depth = 0): void {
    if (depth > DEEPEST) throw this.fail('its values are nested too deeply');
    const code = this.#code('a value');
    this.at -= 1;
    if (isMap(code)) {
      for (let left = this.mapLength() * 2; left > 0; left -= 1) this.skip(depth + 1);
    } else if (isArray(code)) {
      for (let left = this.arrayLength(); left > 0; left -= 1) this.skip(depth + 1);
    } else if (isText(code)) {
      this.#advance(this.#lengthOfBytes());
    } else {
      this.at += 1;
      this.#advance(this.#scalarBytes(code));
    }
  }

  fail(problem: string): Error {
    return damaged(this.#format, problem, { offset: this.at });
  }

  /** Bytes behind the code of a value that is no map, array or text. */
  #scalarBytes(code: number): number {
    if (code < 0x80 || code >= 0xe0 || code === NIL || code === 0xc2 || code === 0xc3) return 0;
    if (code >= 0xc7 && code <= 0xc9) return 1 + this.#unsigned(1 << (code - 0xc7));
    if (code === 0xca) return 4;
    if (code === 0xcb) return 8;
    if (code >= 0xcc && code <= 0xcf) return 1 << (code - 0xcc);
    if (code >= 0xd0 && code <= 0xd3) return 1 << (code - 0xd0);
    if (code >= 0xd4 && code <= 0xd8) return 1 + (1 << (code - 0xd4));
    throw this.#unexpected('a value', code);
  }

  #code(wanted: string): number {
    const code = this.bytes[this.at];
    if (code === undefined || this.at >= this.end) throw this.fail(`it ends where ${wanted} should be`);
    this.at += 1;
    return code;
  }

  #advance(length: number): number {
    const from = this.at;
    if (length > this.end - from) throw this.fail(`${length} bytes are announced and fewer are there`);
    this.at = from + length;
    return from;
  }

  #lengthOfBytes(): number {
    const code = this.#code('bytes');
    if (code >= 0xa0 && code <= 0xbf) return code & 0x1f;
    if (code === 0xc4 || code === 0xd9) return this.#unsigned(1);
    if (code === 0xc5 || code === 0xda) return this.#unsigned(2);
    if (code === 0xc6 || code === 0xdb) return this.#unsigned(4);
    throw this.#unexpected('bytes', code);
  }

  #unsigned(size: number): number {
    const from = this.#advance(size);
    if (size === 1) return this.#view.getUint8(from);
    return size === 2 ? this.#view.getUint16(from) : this.#view.getUint32(from);
  }

  /** Every item takes a byte at least. */
  #items(count: number, each: number): number {
    if (count * each > this.end - this.at)
      throw this.fail(`${count} entries are announced and fewer are there`);
    return count;
  }

  #unexpected(wanted: string, code: number): Error {
    this.at -= 1;
    return this.fail(`${wanted} should be where 0x${code.toString(16)} is`);
  }
}

const isMap = (code: number): boolean => (code >= 0x80 && code <= 0x8f) || code === 0xde || code === 0xdf;
const isArray = (code: number): boolean => (code >= 0x90 && code <= 0x9f) || code === 0xdc || code === 0xdd;
const isText = (code: number): boolean =>
  (code >= 0xa0 && code <= 0xbf) || (code >= 0xc4 && code <= 0xc6) || (code >= 0xd9 && code <= 0xdb);

const decoder = new TextDecoder();
/** Names and short values are plain ASCII nearly always, and a loop reads those faster than the decoder. */
const SHORT_BYTES = 48;

function decodeText(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > SHORT_BYTES) return decoder.decode(bytes.subarray(from, to));
  let text = '';
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) return decoder.decode(bytes.subarray(from, to));
    text += String.fromCharCode(byte);
  }
  return text;
}
