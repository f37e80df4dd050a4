import type { ShardFile } from '../../ports/plaintext-reader.ts';
import type { ShardSource } from './read-blocks.ts';

/** The bytes of a file in pieces of the size that is asked for. */
export interface ByteFeed {
  /** Writes the next bytes into all of `target`, or into less of it at the end of the file, and says how many. */
  fill(target: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** Cuts what a stream gives anew. The stream is opened by the first `fill`. */
export function byteFeed({ read }: Pick<ShardFile, 'read'>): ByteFeed {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async fill(target) {
      chunks ??= read()[Symbol.asyncIterator]();
      let filled = 0;
      while (filled < target.length) {
        if (rest.length === 0) {
          const next = await chunks.next();
          if (next.done === true) return filled;
          rest = next.value;
        }
        const piece = rest.subarray(0, target.length - filled);
        target.set(piece, filled);
        filled += piece.length;
        rest = rest.subarray(piece.length);
      }
      return filled;
    },
    async close() {
      await chunks?.return?.();
    },
  };
}

/** Memory for the chunks of one shard after another: what a source needs no more, the next one takes. */
export class ChunkMemory {
  readonly #free: Uint8Array[] = [];

  /** At least `bytes` bytes. */
  take(bytes: number): Uint8Array {
    const kept = this.#free.pop();
    return kept !== undefined && kept.length >= bytes ? kept : new Uint8Array(bytes);
  }

  giveBack(memory: Uint8Array): void {
    this.#free.push(memory);
  }
}

/** A shard that is read into the same memory again and again. */
export function feedSource(feed: ByteFeed, memories: ChunkMemory): ShardSource {
  let memory: Uint8Array | undefined;
  return {
    async take(bytes) {
      if (memory === undefined || memory.length < bytes) memory = memories.take(bytes);
      const filled = await feed.fill(memory.subarray(0, bytes));
      return memory.subarray(0, filled);
    },
    async close() {
      if (memory !== undefined) memories.giveBack(memory);
      memory = undefined;
      await feed.close();
    },
  };
}
