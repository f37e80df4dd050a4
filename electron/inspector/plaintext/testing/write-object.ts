import { createCipheriv, randomBytes } from 'node:crypto';
import { createBitrotHash } from '#core/inspector/bitrot.ts';
import { encodingMatrix } from '#core/inspector/reed-solomon.ts';
import type { AeadCipher } from '#core/ports/crypto.ts';
import type { ShardFile, StoredBytes, StoredPart } from '#core/ports/plaintext-reader.ts';

const FULL = 65_536;
const hash = createBitrotHash();

export interface SealOptions {
  readonly key: Uint8Array;
  readonly cipher?: AeadCipher;
}

/** A DARE 2.0 stream: what minio/sio writes. */
export function sealDare(plaintext: Uint8Array, { key, cipher = 'AES-256-GCM' }: SealOptions): Uint8Array {
  const base = randomBytes(12);
  base[0] = (base[0] ?? 0) & 0x7f;
  const packages: Uint8Array[] = [];
  for (let at = 0; at < plaintext.length; at += FULL) {
    const payload = plaintext.subarray(at, at + FULL);
    const header = Buffer.alloc(16);
    header.set([0x20, cipher === 'AES-256-GCM' ? 0 : 1]);
    header.writeUInt16LE(payload.length - 1, 2);
    header.set(base, 4);
    if (at + FULL >= plaintext.length) header[4] = (header[4] ?? 0) | 0x80;
    const nonce = Buffer.from(header.subarray(4));
    nonce.writeUInt32LE((nonce.readUInt32LE(8) ^ (at / FULL)) >>> 0, 8);
    const options = { authTagLength: 16 };
    const sealer =
      cipher === 'AES-256-GCM'
        ? createCipheriv('aes-256-gcm', key, nonce, options)
        : createCipheriv('chacha20-poly1305', key, nonce, options);
    sealer.setAAD(header.subarray(0, 4), { plaintextLength: payload.length });
    packages.push(header, sealer.update(payload), sealer.final(), sealer.getAuthTag());
  }
  return new Uint8Array(Buffer.concat(packages));
}

export interface Layout {
  readonly data: number;
  readonly parity: number;
  readonly blockBytes: number;
}

/** Cuts what is stored into the files of all drives, with bitrot hashes: the content of part.N, first data then parity. */
export function writeShards(stored: Uint8Array, layout: Layout): Uint8Array[] {
  const matrix = encodingMatrix(layout.data, layout.parity);
  const files: Uint8Array[][] = matrix.map(() => []);
  for (let at = 0; at < stored.length; at += layout.blockBytes) {
    const block = stored.subarray(at, at + layout.blockBytes);
    const size = Math.ceil(block.length / layout.data);
    const padded = new Uint8Array(size * layout.data);
    padded.set(block);
    for (const [shard, row] of matrix.entries()) {
      const chunk = combine(padded, { row, size });
      files[shard]?.push(hash(chunk), chunk);
    }
  }
  return files.map((pieces) => new Uint8Array(Buffer.concat(pieces)));
}

/** Bit by bit, so that it shares nothing with what it tests but the matrix. */
function combine(padded: Uint8Array, { row, size }: { row: Uint8Array; size: number }): Uint8Array {
  const chunk = new Uint8Array(size);
  for (const [shard, factor] of row.entries()) {
    if (factor === 0) continue;
    const products = Uint8Array.from({ length: 256 }, (_, value) => times(factor, value));
    for (let at = 0; at < size; at += 1)
      chunk[at] = (chunk[at] ?? 0) ^ (products[padded[shard * size + at] ?? 0] ?? 0);
  }
  return chunk;
}

function times(left: number, right: number): number {
  let product = 0;
  for (let [a, b] = [left, right]; b > 0; b >>= 1, a = (a << 1) ^ (a >= 128 ? 0x11d : 0))
    if ((b & 1) === 1) product ^= a;
  return product;
}

/** The shards of a part as the drives give them, in pieces of an odd size. */
export function shardFiles(files: readonly Uint8Array[]): ShardFile[] {
  return files.map((content, at) => ({
    shard: at + 1,
    drive: `minio${at + 1}`,
    async *read() {
      for (let from = 0; from < content.length; from += 100_003) yield content.subarray(from, from + 100_003);
    },
  }));
}

export interface WrittenPart extends SealOptions {
  readonly number: number;
  readonly plaintext: Uint8Array;
  readonly layout: Layout;
  /** Changes the stream after sealing, or the files after hashing. */
  readonly changeStream?: (stream: Uint8Array) => Uint8Array;
  readonly changeFiles?: (files: Uint8Array[]) => void;
}

/** One encrypted part with all its shards. */
export function writePart(part: WrittenPart): StoredPart {
  const sealed = sealDare(part.plaintext, part);
  const stream = part.changeStream?.(sealed) ?? sealed;
  const files = writeShards(stream, part.layout);
  part.changeFiles?.(files);
  return { number: part.number, storedBytes: stream.length, key: part.key, shards: shardFiles(files) };
}

export function writeObject(part: Omit<WrittenPart, 'number'>): StoredBytes {
  return { erasure: part.layout, parts: [writePart({ ...part, number: 1 })] };
}
