import { isCancelled, toSealabError } from '#shared/errors.ts';
import { type DriveSource, readMetaFile } from '../inspector/object-copies.ts';
import { keyOfMeta } from '../inspector/object-place.ts';
import type { XlVersion } from '../inspector/xl-meta.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import { type Counted, CountTally } from './count-tally.ts';

/** Files that are read at the same time: more does not make one disk faster. */
const AT_ONCE = 4;

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
  const objects = new Map<string, { readonly key: string; readonly drives: string[] }>();
  const answered: string[] = [];
  const notListed: Counted['notListed'] = [];
  let failure: Error | undefined;
  for (const drive of await drives.list(lab)) {
    try {
      const files = await drives.files(lab, drive, { path: bucket, signal });
      for (const { path } of files) {
        const key = keyOfMeta(bucket, path);
        if (key === undefined) continue;
        const known = objects.get(path);
        if (known === undefined) objects.set(path, { key, drives: [drive] });
        else known.drives.push(drive);
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
  const listed = [...objects].map(([path, object]) => ({ path, ...object }));
  return { listed: listed.toSorted((a, b) => (a.key < b.key ? -1 : 1)), drives: answered, notListed };
}

/** What the first readable xl.meta says; undefined where none is. MinIO may delete the object meanwhile. */
async function versionsOf(
  source: DriveSource,
  { path, drives }: ListedObject,
  signal: AbortSignal,
): Promise<readonly XlVersion[] | undefined> {
  for (const drive of drives) {
    try {
      return (await readMetaFile(source, drive, { path, signal })).meta.versions;
    } catch (thrown) {
      // One drive's damaged or lost file is no reason to leave the object out.
      const { code } = toSealabError(thrown);
      if (code !== 'damaged-file' && code !== 'not-found') throw thrown;
    }
  }
  return undefined;
}
