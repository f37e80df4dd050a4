/** What the page of the objects shows: all buckets, the inside of one, one object, or the walk of one to its plaintext. */
export type ObjectsPlace =
  | { readonly kind: 'buckets' }
  | { readonly kind: 'bucket'; readonly bucket: string; readonly prefix: string }
  | ({ readonly kind: 'object' | 'walk' } & ObjectName);

/** One object, or one version of it, inside a lab. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** The folder that a key or folder lies in: `2026/` of `2026/letter.txt` and of `2026/03/`; empty at the top. */
export function folderOf(key: string): string {
  const path = key.endsWith('/') ? key.slice(0, -1) : key;
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The last part of a key or folder, with the slash of a folder: `letter.txt`, `03/`. */
export function nameOf(key: string): string {
  return key.slice(folderOf(key).length);
}

/** Each folder on the way to a prefix, outermost first: `2026/`, `2026/03/`. */
export function foldersTo(prefix: string): readonly string[] {
  const parts = prefix.split('/').slice(0, -1);
  return parts.map((_part, index) => `${parts.slice(0, index + 1).join('/')}/`);
}
