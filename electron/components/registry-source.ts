import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComponentBinary } from '#core/ports/components.ts';
import type { OperationContext, StepReport } from '#core/ports/operation-context.ts';
import { SealabError, toSealabError } from '#shared/errors.ts';
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

/** Why no image was used, if the binary may come from elsewhere; else throws it: a changed image must be seen. */
export function mayBeBuilt(thrown: unknown): SealabError {
  const error = toSealabError(thrown);
  if (error.code === 'cancelled' || error.code === 'checksum-mismatch') throw error;
  return error;
}

/** A context whose reports tell why the binary is built. That no engine answers is usual, and nothing to tell. */
export function tellingWhy(context: OperationContext, reason: SealabError | undefined): OperationContext {
  if (reason === undefined || reason.code === 'no-engine') return context;
  const why = reason.message.replace(/\.$/, '');
  const report = (news: StepReport): void =>
    context.report(news.detail === undefined ? news : { ...news, detail: `${news.detail} (${why})` });
  return { signal: context.signal, report };
}

/** The error of a binary that neither an image nor Go gave. */
export function neitherWay(reason: SealabError | undefined, thrown: unknown): unknown {
  const error = toSealabError(thrown);
  if (reason === undefined || error.code === 'cancelled') return thrown;
  const evidence = [...evidenceOf(error), `registry: ${reason.message}`, ...evidenceOf(reason)];
  const fixes = [error.fix, reason.fix].filter((fix) => fix !== undefined && fix !== '');
  return new SealabError(error.code, `${error.message} There is no image either: ${reason.message}`, {
    fix: fixes.join(' Or, for the image: '),
    details: { ...error.details, evidence },
    cause: error,
  });
}

function evidenceOf({ details }: SealabError): readonly string[] {
  const evidence = details?.['evidence'];
  return Array.isArray(evidence) ? evidence : [];
}
