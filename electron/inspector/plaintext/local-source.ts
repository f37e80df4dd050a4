import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ShardSource } from '#core/inspector/plaintext/read-blocks.ts';
import { fileError } from '../../system/file-errors.ts';

/** Reads a shard from this machine's disk into the same memory again and again. Only for a thread that may wait. */
export function localSource(path: string): ShardSource {
  let file: number | undefined;
  let memory = new Uint8Array(0);
  return {
    async take(bytes) {
      try {
        file ??= openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
        if (memory.length < bytes) memory = new Uint8Array(bytes);
        let filled = 0;
        while (filled < bytes) {
          const read = readSync(file, memory, filled, bytes - filled, null);
          if (read === 0) break;
          filled += read;
        }
        return memory.subarray(0, filled);
      } catch (thrown) {
        throw fileError(thrown, 'read', path);
      }
    },
    async close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
