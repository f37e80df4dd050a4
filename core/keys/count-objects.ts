import { isCancelled, toSealabError } from '#shared/errors.ts';
import { collectBytes } from '../bytes.ts';
import type { DriveSource } from '../inspector/object-copies.ts';
import { readXlMeta } from '../inspector/xl-meta.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import { type Counted, CountTally } from './count-tally.ts';

/** Files that are read at the same time: more does not make one disk faster. */
const AT_ONCE = 4;
/** The biggest xl.meta that is read, as in the inspector. */
const META_LIMIT_BYTES = 64 * 1024 * 1024;
const META = '/xl.meta';
/** As in the inspector: the folder of a key that ends with a slash (MinIO `cmd/utils.go`). */
const FOLDER_OBJECT = /__XLDIR__$/;

/** An object and the drives that have an xl.meta of it. */
interface ListedObject {
  readonly key: string;
  readonly path: string;
  readonly drives: readonly string[];
}

/**
 * Counts how the objects of a bucket are encrypted, by reading xl.meta on the drives: each from the first drive that has
 * a readable one. No server is asked. At most `limit` objects are looked at, in the order of their keys. A drive that
 * cannot be listed is told of; throws its error where no drive can be listed, and `cancelled`.
 */
export async function countObjects(
  source: DriveSource,
  { bucket, limit }: { readonly bucket: string; readonly limit: number },
  { signal, report }: OperationContext,
): Promise<Counted> {
  const { listed, drives, notListed } = await listObjects(source, bucket, signal);
  const wanted = listed.slice(0, limit);
  const tally = new CountTally();
  // One that fails ends the others.
  const failed = new AbortController();
  const end = AbortSignal.any([signal, failed.signal]);
  let next = 0;
  let looked = 0;
  const work = async (): Promise<void> => {
    for (let object = wanted[next++]; object !== undefined; object = wanted[next++]) {
      end.throwIfAborted();
      tally.add(await versionsOf(source, object, end));
      looked += 1;
      report({ detail: object.key, done: looked, total: wanted.length, unit: 'items' });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    failed.abort();
  }
  const last = wanted.at(-1);
  return {
    bucket,
    objects: listed.length,
    looked,
    ...tally.result(),
    drives: [...drives],
    notListed: [...notListed],
    ...(last === undefined || listed.length <= wanted.length ? {} : { stoppedAt: last.key }),
  };
}

async function listObjects(
  { lab, drives }: DriveSource,
  bucket: string,
  signal: AbortSignal,
): Promise<{
  readonly listed: readonly ListedObject[];
  readonly drives: readonly string[];
  readonly notListed: Counted['notListed'];
}> {
  const holders = new Map<string, string[]>();
  const answered: string[] = [];
  const notListed: Counted['notListed'] = [];
  let failure: Error | undefined;
  for (const drive of await drives.list(lab)) {
    try {
      const files = await drives.files(lab, drive, { path: bucket, signal });
      for (const { path } of files) {
        if (!path.endsWith(META)) continue;
        const known = holders.get(path);
        if (known === undefined) holders.set(path, [drive]);
        else known.push(drive);
      }
      answered.push(drive);
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      const error = toSealabError(thrown);
      failure ??= error;
      notListed.push({ drive, reason: error.message });
    }
  }
  if (answered.length === 0 && failure !== undefined) throw failure;
  const listed = [...holders].map(([path, on]) => ({ key: keyOf(path, bucket), path, drives: on }));
  return { listed: listed.toSorted((a, b) => (a.key < b.key ? -1 : 1)), drives: answered, notListed };
}

function keyOf(path: string, bucket: string): string {
  return path.slice(bucket.length + 1, -META.length).replace(FOLDER_OBJECT, '/');
}

/** What the first readable xl.meta says; undefined where none is. MinIO may delete the object meanwhile. */
async function versionsOf(
  { lab, drives }: DriveSource,
  object: ListedObject,
  signal: AbortSignal,
): Promise<ReturnType<typeof readXlMeta>['versions'] | undefined> {
  for (const drive of object.drives) {
    try {
      const range = { path: object.path, length: META_LIMIT_BYTES, signal };
      const meta = readXlMeta(await collectBytes(drives.read(lab, drive, range)));
      if (meta.checksum?.ok !== false) return meta.versions;
    } catch (thrown) {
      // One drive's damaged or lost file is no reason to leave the object out.
      const { code } = toSealabError(thrown);
      if (code !== 'damaged-file' && code !== 'not-found') throw thrown;
    }
  }
  return undefined;
}
