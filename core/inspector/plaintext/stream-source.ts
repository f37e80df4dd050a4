import type { ShardFile } from '../../ports/plaintext-reader.ts';
import type { ShardSource } from './read-blocks.ts';

/** Reads a shard through its own stream, from wherever it comes. */
export function streamSource(file: ShardFile): ShardSource {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async take(bytes) {
      chunks ??= file.read()[Symbol.asyncIterator]();
      const taken = new Uint8Array(bytes);
      let filled = 0;
      while (filled < bytes) {
        if (rest.length === 0) {
          const next = await chunks.next();
          if (next.done === true) return taken.subarray(0, filled);
          rest = next.value;
        }
        const piece = rest.subarray(0, bytes - filled);
        taken.set(piece, filled);
        filled += piece.length;
        rest = rest.subarray(piece.length);
      }
      return taken;
    },
    async close() {
      await chunks?.return?.();
    },
  };
}
