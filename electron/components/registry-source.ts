import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComponentBinary } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { type BinaryStore, sha256OfFile } from './binary-store.ts';
import type { BuildCache } from './build-cache.ts';
import { keyOf, type WantedBinary } from './catalogue.ts';
import { fromFileError } from './file-errors.ts';
import { platformOf } from './platforms.ts';

/** A binary that was taken out of an image. */
export interface FetchedBinary {
  /** In the folder that the caller gave. */
  readonly file: string;
  /** What was pulled, and the digest of its manifest: `sha256:…`. */
  readonly image: { readonly reference: string; readonly digest: string };
}

/** Gets binaries out of images. */
export interface RegistrySource {
  /**
   * Writes the binary into `folder`, which is on the disk of the cache; undefined where no image can hold it. Throws
   * `no-engine` where nothing answers that could pull, `checksum-mismatch` for an image that changed, else the reasons
   * of all references together: `no-network`, `not-found`, `unsupported`, …
   */
  fetch(wanted: WantedBinary, folder: string, context: OperationContext): Promise<FetchedBinary | undefined>;
}

/** Where a binary out of an image is put, and who else may be at it. */
interface Places {
  readonly cache: BuildCache;
  readonly store: BinaryStore;
}

/** Takes the binary out of an image into the store; undefined where no registry has it. Errors as `fetch`. */
export async function takeFromRegistry(
  { source, cache, store }: Places & { readonly source: RegistrySource },
  wanted: WantedBinary,
  context: OperationContext,
): Promise<ComponentBinary | undefined> {
  await using lock = await cache.lock(keyOf(wanted), {
    signal: context.signal,
    onWait: () => context.report({ detail: 'another Sealab gets this' }),
  });
  void lock;
  const found = await store.verify(wanted);
  if (found.state === 'intact') return found.binary;
  const folder = join(cache.workFolder, `${keyOf(wanted)}.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const fetched = await source.fetch(wanted, folder, context);
    if (fetched === undefined) return undefined;
    context.report({ detail: 'storing the binary' });
    const { component, version, target } = wanted;
    return await store.install(fetched.file, {
      format: 1,
      component,
      version,
      platform: platformOf(target),
      ...(target === undefined ? {} : { target }),
      sha256: await sha256OfFile(fetched.file, context.signal),
      sizeBytes: (await stat(fetched.file)).size,
      source: 'registry',
      image: fetched.image,
      builtAt: new Date().toISOString(),
    });
  } catch (error) {
    throw fromFileError(error, `The folder ${folder} cannot be used`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
