import type { OperationContext } from './operation-context.ts';

/** One shard of one part, on one drive. */
export interface ShardFile {
  /** 1-based; the data shards come first (MinIO `EcIndex`). */
  readonly shard: number;
  readonly drive: string;
  /** The bytes of the file in order, with the bitrot hash before every chunk. May be called once. */
  readonly read: () => AsyncIterable<Uint8Array>;
  /** Where the file lies on this machine, where it does: it can be read without a detour then. */
  readonly localPath?: string;
}

/** One part of an object as it is stored: erasure coded over drives, encrypted or not. */
export interface StoredPart {
  /** MinIO's part number; may have gaps. */
  readonly number: number;
  /** Encrypted size: the sum of its DARE packages, before erasure coding and bitrot hashes. */
  readonly storedBytes: number;
  /** The key of its DARE stream, 32 bytes: the object key, or the part key of a multipart object. Absent: not encrypted. */
  readonly key?: Uint8Array;
  /** Those that are there; at least `erasure.data` of them are needed. */
  readonly shards: readonly ShardFile[];
}

export interface StoredBytes {
  readonly erasure: { readonly data: number; readonly parity: number; readonly blockBytes: number };
  readonly parts: readonly StoredPart[];
}

/** One chunk of one shard whose bitrot hash is wrong, or that could not be read. */
export interface BadChunk {
  readonly drive: string;
  readonly part: number;
  /** Which block of the part, from 0. */
  readonly block: number;
  readonly reason: string;
}

export interface PlaintextFacts {
  readonly sizeBytes: number;
  /** Of the plaintext, hex. */
  readonly sha256: string;
  /** To compare with an ETag; empty for an object of several parts, whose ETag is made of other MD5s. */
  readonly md5: string;
  /** The first bytes, at most 1 KiB. */
  readonly preview: Uint8Array;
  readonly blocks: number;
  /** Chunks whose bitrot hash was computed and agreed. */
  readonly hashesAgreed: number;
  readonly badChunks: readonly BadChunk[];
  /** Blocks that were computed from parity, because a data shard was absent or bad. */
  readonly reconstructedBlocks: number;
  readonly packages: number;
  readonly cipher?: 'AES-256-GCM' | 'ChaCha20-Poly1305';
}

/** Turns the shards of an object into its plaintext, off the main thread. */
export interface PlaintextReader {
  /**
   * Checks every bitrot hash and every tag. `sink` gets the plaintext in order, in memory that is used again when its
   * promise resolves (copy what is kept longer); nothing is passed on that was not authentic. Throws `damaged-file`
   * that names part, block or package, `not-found` where too few shards are left.
   */
  read(
    stored: StoredBytes,
    sink: ((chunk: Uint8Array) => Promise<void>) | undefined,
    context: OperationContext,
  ): Promise<PlaintextFacts>;
}
