import { toHex } from '../bytes.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { PlaintextReader, ShardFile, StoredBytes } from '../ports/plaintext-reader.ts';
import { scramble } from './fake-object-layout.ts';

/** Reads what `writeObject` wrote: data shards behind each other, without hashes, scrambled where there is a key. */
export function createFakePlaintextReader(crypto: Crypto): PlaintextReader {
  return {
    async read(stored, sink, { signal }) {
      signal.throwIfAborted();
      const plaintext = Uint8Array.from(await joinParts(stored));
      await sink?.(plaintext);
      return {
        sizeBytes: plaintext.length,
        sha256: toHex(crypto.sha256(plaintext)),
        md5: toHex(crypto.md5(plaintext)),
        preview: plaintext.slice(0, 1024),
        blocks: stored.parts.length,
        hashesAgreed: 0,
        badChunks: [],
        reconstructedBlocks: 0,
        packages: stored.parts.length,
      };
    },
  };
}

async function joinParts({ parts, erasure }: StoredBytes): Promise<readonly number[]> {
  const joined: number[] = [];
  for (const { shards, storedBytes, key } of parts) {
    const data = shards.filter(({ shard }) => shard <= erasure.data);
    const bytes: number[] = [];
    for (const file of data.toSorted((one, other) => one.shard - other.shard))
      bytes.push(...(await all(file)));
    const part = Uint8Array.from(bytes.slice(0, storedBytes));
    joined.push(...(key === undefined ? part : scramble(part)));
  }
  return joined;
}

async function all(file: ShardFile): Promise<readonly number[]> {
  const bytes: number[] = [];
  for await (const chunk of file.read()) for (const byte of chunk) bytes.push(byte);
  return bytes;
}
