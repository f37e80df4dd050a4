import { toSealabError } from '#shared/errors.ts';
import type { Drives } from '../ports/engine.ts';

export interface DriveHit {
  readonly drive: string;
  readonly path: string;
}

export interface DriveSearch {
  readonly hits: readonly DriveHit[];
  readonly drives: number;
  /** Every file that was read, as `drive/path`; not those that were gone before it was their turn. */
  readonly files: readonly string[];
  readonly bytesRead: number;
}

/** Reads every file below the given folders of every drive and looks for `needle` in it, also across chunk borders. */
export async function searchDrives(
  drives: Drives,
  what: { readonly lab: string; readonly under: readonly string[]; readonly needle: Uint8Array },
  signal: AbortSignal,
): Promise<DriveSearch> {
  const hits: DriveHit[] = [];
  const files: string[] = [];
  let bytesRead = 0;
  const names = await drives.list(what.lab);
  for (const drive of names) {
    for (const folder of what.under) {
      for (const file of await drives.files(what.lab, drive, folder)) {
        signal.throwIfAborted();
        const found = new NeedleFinder(what.needle);
        try {
          for await (const chunk of drives.read(what.lab, drive, { path: file.path })) {
            bytesRead += chunk.length;
            found.add(chunk);
          }
        } catch (thrown) {
          if (toSealabError(thrown).code !== 'not-found') throw thrown;
          // MinIO cleans up its temporary files while we read: this one is not on the drive any more.
          continue;
        }
        files.push(`${drive}/${file.path}`);
        if (found.isFound) hits.push({ drive, path: file.path });
      }
    }
  }
  return { hits, drives: names.length, files, bytesRead };
}

/** Finds a byte sequence in a stream of chunks. */
export class NeedleFinder {
  readonly #needle: Uint8Array;
  #tail = new Uint8Array(0);
  isFound = false;

  constructor(needle: Uint8Array) {
    this.#needle = needle;
  }

  add(chunk: Uint8Array): void {
    if (this.isFound) return;
    const joined = new Uint8Array(this.#tail.length + chunk.length);
    joined.set(this.#tail);
    joined.set(chunk, this.#tail.length);
    this.isFound = indexOf(joined, this.#needle) >= 0;
    this.#tail = joined.slice(Math.max(0, joined.length - this.#needle.length + 1));
  }
}

/** Offset of the first occurrence, or -1. */
export function indexOf(bytes: Uint8Array, needle: Uint8Array): number {
  const first = needle[0];
  if (first === undefined) return 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + needle.length > bytes.length) return -1;
    let matched = 1;
    while (matched < needle.length && bytes[at + matched] === needle[matched]) matched += 1;
    if (matched === needle.length) return at;
  }
  return -1;
}
