import type { z } from 'zod';
import type { DriveFileView } from '#shared/contract/inspector.ts';
import type { DriveSource, ObjectName } from './object-copies.ts';
import { metaPath, objectFolder } from './object-place.ts';

type LeftFile = z.infer<typeof DriveFileView>;

/** What lies in an object's folder on one drive, whatever its xl.meta says. */
export interface LeftFiles {
  readonly files: readonly LeftFile[];
  /** In words. */
  readonly words: string;
}

/** `<data directory>/part.<number>` below the folder of the object. */
const PART = /^[^/]+\/part\.(\d{1,5})$/;

/**
 * Lists the object's own files on a drive where xl.meta does not tell them: xl.meta itself and part files of any version.
 * Objects whose keys begin with this one's lie below the same folder; they are left out. Throws what listing throws.
 */
export async function leftFiles(
  { lab, drives }: DriveSource,
  { drive, name }: { readonly drive: string; readonly name: ObjectName },
  signal: AbortSignal,
): Promise<LeftFiles> {
  const folder = objectFolder(name.bucket, name.key);
  const meta = metaPath(name.bucket, name.key);
  const listed = await drives.files(lab, drive, { path: folder, signal });
  const files = listed.flatMap(({ path, sizeBytes }): LeftFile[] => {
    if (path === meta) return [{ path, sizeBytes, kind: 'xl-meta' }];
    const part = path.startsWith(`${folder}/`) ? PART.exec(path.slice(folder.length + 1))?.[1] : undefined;
    return part === undefined ? [] : [{ path, sizeBytes, kind: 'part', part: Number(part) }];
  });
  const inOrder = files.toSorted(
    (one, other) => (one.part ?? 0) - (other.part ?? 0) || (one.path < other.path ? -1 : 1),
  );
  return { files: inOrder, words: wordsOf(drive, inOrder) };
}

function wordsOf(drive: string, files: readonly LeftFile[]): string {
  if (files.length === 0) return `Drive ${drive} holds no file of this object.`;
  const meta = files.find(({ kind }) => kind === 'xl-meta');
  const parts = files.filter(({ kind }) => kind === 'part');
  const found = partWords(parts);
  if (meta === undefined)
    return `There is no xl.meta on drive ${drive}, and ${found} in the object’s folder. MinIO does not use ${parts.length === 1 ? 'it' : 'them'}.`;
  const size = `Its xl.meta of ${count(meta.sizeBytes)} bytes on drive ${drive} cannot be used`;
  if (parts.length === 0) return `${size}; no part file lies beside it.`;
  return `${size}; ${found} beside it. Which shard ${parts.length === 1 ? 'it holds' : 'they hold'} stands in xl.meta only.`;
}

function partWords(parts: readonly LeftFile[]): string {
  const bytes = count(parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  return parts.length === 1
    ? `one part file of ${bytes} bytes lies`
    : `${count(parts.length)} part files of ${bytes} bytes together lie`;
}

const count = (number: number): string => number.toLocaleString('en');
