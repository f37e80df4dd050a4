import { SealabError } from '#shared/errors.ts';
import type { Drives } from '../../ports/engine.ts';

/** Bytes that stand in a file in place of those that are there. */
export interface Patch {
  readonly drive: string;
  readonly path: string;
  /** In the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What is changed in a copy of an object. */
export interface Alteration {
  readonly patches: readonly Patch[];
  /** Drives on which no file is found. */
  readonly wiped: readonly string[];
  /** Files below `to` are those below `from`. */
  readonly moved?: { readonly from: string; readonly to: string };
}

/** The path of the file that is read for `path`. */
export function pathBehind({ moved }: Alteration, path: string): string {
  return moved !== undefined && path.startsWith(`${moved.to}/`)
    ? moved.from + path.slice(moved.to.length)
    : path;
}

/** Whether the bytes of a file are other ones than those on the drive. */
export function isAltered({ patches, wiped }: Alteration, drive: string, path: string): boolean {
  return wiped.includes(drive) || patches.some((patch) => patch.drive === drive && patch.path === path);
}

/** The drives as an alteration makes them, for reading only: what is written or removed is refused (`internal`). */
export function alterDrives(drives: Drives, alteration: Alteration): Drives {
  const { wiped } = alteration;
  return {
    list: async (lab) => await drives.list(lab),
    async files(lab, drive, under) {
      if (wiped.includes(drive)) return [];
      const place = typeof under === 'string' ? { path: under } : under;
      return await drives.files(lab, drive, { ...place, path: pathBehind(alteration, place.path) });
    },
    async *read(lab, drive, range) {
      if (wiped.includes(drive)) throw isWiped(drive, range.path);
      const path = pathBehind(alteration, range.path);
      const patches = alteration.patches.filter((patch) => patch.drive === drive && patch.path === path);
      let at = range.offset ?? 0;
      for await (const chunk of drives.read(lab, drive, { ...range, path })) {
        yield patched(chunk, at, patches);
        at += chunk.length;
      }
    },
    write: async () => await Promise.reject(refusal()),
    remove: async () => await Promise.reject(refusal()),
  };
}

/** The chunk itself where nothing of it is changed, else a copy: what is read may be used again by who reads it. */
function patched(chunk: Uint8Array, start: number, patches: readonly Patch[]): Uint8Array {
  const own = patches.filter(
    ({ offset, bytes }) => offset < start + chunk.length && offset + bytes.length > start,
  );
  if (own.length === 0) return chunk;
  const copy = chunk.slice();
  for (const { offset, bytes } of own) {
    const from = Math.max(0, start - offset);
    const to = Math.min(bytes.length, start + chunk.length - offset);
    copy.set(bytes.subarray(from, to), offset + from - start);
  }
  return copy;
}

function isWiped(drive: string, path: string): SealabError {
  return new SealabError('not-found', `Drive ${drive} is taken as wiped for this try: it has no ${path}.`);
}

function refusal(): SealabError {
  return new SealabError('internal', 'A try changes nothing on the drives.');
}
