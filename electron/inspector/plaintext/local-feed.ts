import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ByteFeed } from '#core/inspector/plaintext/byte-feed.ts';
import { fileError } from '../../system/file-errors.ts';

/** Reads a file of this machine. Only for a thread that may wait for the disk. */
export function localFeed(path: string): ByteFeed {
  let file: number | undefined;
  return {
    async fill(target) {
      try {
        file ??= openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
        let filled = 0;
        while (filled < target.length) {
          const read = readSync(file, target, filled, target.length - filled, null);
          if (read === 0) break;
          filled += read;
        }
        return filled;
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
