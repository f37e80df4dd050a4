import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ComponentBinary, ComponentRef, Platform } from '#core/ports/components.ts';
import { ComponentName } from '#shared/contract/components.ts';
import { takeLock } from './build-lock.ts';
import { keyOf } from './catalogue.ts';
import { fromFileError, systemCode } from './file-errors.ts';
import { platformOf, suffixFor, targetOf } from './platforms.ts';

/** The file `manifest.json` beside each binary. */
export const BinaryManifest = z.object({
  format: z.literal(1),
  component: ComponentName,
  version: z.string(),
  /** The platform in Node's words: `linux-x64`. */
  platform: z.string(),
  /** The same in Go's words, where it is not the machine that holds it. */
  target: z.object({ os: z.string(), architecture: z.string() }).optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().positive(),
  source: z.enum(['go', 'saved-set', 'registry']),
  goVersion: z.string().optional(),
  /** Of a binary out of an image: what was pulled, and the digest that it had. */
  image: z.object({ reference: z.string(), digest: z.string() }).optional(),
  /** When it was built, or taken out of its image. */
  builtAt: z.string(),
});
export type BinaryManifest = z.infer<typeof BinaryManifest>;

export interface StoredBinary extends ComponentBinary {
  readonly manifest: BinaryManifest;
}

/**
 * The binaries in `<cache>/bin/<component>-<version>/`, each with its manifest; those for other machines in
 * `<component>-<version>-<os>-<architecture>/`.
 *
 * What is checked when: `find` reads the manifest and compares the file's size, nothing more. `verify` also compares
 * the SHA-256, once in a process and again when size, time or inode of the file changed. A binary with a wrong size
 * or a missing, damaged or foreign manifest counts as not here; one with wrong bytes is removed.
 */
export class BinaryStore {
  readonly #binFolder: string;
  readonly #lockFolder: string;
  readonly #verified = new Map<string, string>();

  constructor(cacheFolder: string) {
    this.#binFolder = join(cacheFolder, 'bin');
    this.#lockFolder = join(cacheFolder, 'locks', 'install');
  }

  pathOf(ref: ComponentRef): string {
    return join(this.#binFolder, keyOf(ref), `${ref.component}${suffixFor(ref.target)}`);
  }

  /** The other machines for which there may be a binary of this version. */
  async targets(ref: ComponentRef): Promise<readonly Platform[]> {
    const own = keyOf({ component: ref.component, version: ref.version });
    const names = await readdir(this.#binFolder).catch((error: unknown): string[] => {
      if (systemCode(error) === 'ENOENT') return [];
      throw fromFileError(error, `The folder ${this.#binFolder} cannot be read`);
    });
    return names.flatMap((name) => {
      const [, os, architecture] = /^-([a-z0-9]+)-([a-z0-9]+)$/.exec(name.slice(own.length)) ?? [];
      const isOther = name.startsWith(own) && os !== undefined && architecture !== undefined;
      return isOther ? [{ os, architecture }] : [];
    });
  }

  async find(ref: ComponentRef): Promise<StoredBinary | undefined> {
    return (await this.#look(ref))?.binary;
  }

  /** `intact` with the binary, `missing`, or `corrupt` when something was there that is not what was stored. */
  async verify(
    entry: ComponentRef,
  ): Promise<
    { readonly state: 'intact'; readonly binary: StoredBinary } | { readonly state: 'missing' | 'corrupt' }
  > {
    const found = await this.#look(entry);
    if (found === undefined) return { state: (await this.#isAnythingThere(entry)) ? 'corrupt' : 'missing' };
    const { binary, stamp } = found;
    if (this.#verified.get(binary.path) === stamp) return { state: 'intact', binary };
    if ((await sha256OfFile(binary.path)) === binary.sha256) {
      this.#verified.set(binary.path, stamp);
      return { state: 'intact', binary };
    }
    await this.remove(entry);
    return { state: 'corrupt' };
  }

  /**
   * Moves a finished file, on the same disk, to its place and writes its manifest. A crash in between leaves a binary
   * without a manifest, which counts as not here. Throws `disk-full`, `permission-denied`.
   */
  async install(file: string, manifest: BinaryManifest): Promise<StoredBinary> {
    const ref = refOf(manifest);
    const path = this.pathOf(ref);
    const manifestFile = this.#manifestOf(ref);
    const draft = `${manifestFile}.${process.pid}.part`;
    try {
      await using lock = await takeLock(join(this.#lockFolder, `${keyOf(manifest)}.lock`), {
        signal: new AbortController().signal,
      });
      void lock;
      await mkdir(join(this.#binFolder, keyOf(manifest)), { recursive: true, mode: 0o700 });
      await chmod(file, 0o755);
      await flush(file);
      await rm(manifestFile, { force: true });
      await rename(file, path);
      await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
      await rename(draft, manifestFile);
    } catch (error) {
      throw fromFileError(error, `The binary ${path} cannot be stored`);
    }
    this.#verified.set(path, await stampOf(path));
    return toBinary(path, manifest);
  }

  async remove(ref: ComponentRef): Promise<void> {
    await rm(this.#manifestOf(ref), { force: true });
    await rm(join(this.#binFolder, keyOf(ref)), { recursive: true, force: true });
  }

  /** Forgets what was verified; for when the folder was removed. */
  forget(): void {
    this.#verified.clear();
  }

  #manifestOf(ref: ComponentRef): string {
    return join(this.#binFolder, keyOf(ref), 'manifest.json');
  }

  async #look(
    ref: ComponentRef,
  ): Promise<{ readonly binary: StoredBinary; readonly stamp: string } | undefined> {
    const path = this.pathOf(ref);
    try {
      const [text, file] = await Promise.all([readFile(this.#manifestOf(ref), 'utf8'), stat(path)]);
      const manifest = BinaryManifest.parse(JSON.parse(text));
      const isItsOwn = keyOf(manifest) === keyOf(ref) && manifest.platform === platformOf(ref.target);
      if (!isItsOwn || file.size !== manifest.sizeBytes) return undefined;
      return { binary: toBinary(path, manifest), stamp: `${file.size}/${file.mtimeMs}/${file.ino}` };
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
      if (systemCode(error) === 'ENOENT') return undefined;
      throw fromFileError(error, `The binary ${path} cannot be read`);
    }
  }

  async #isAnythingThere(ref: ComponentRef): Promise<boolean> {
    const found = await Promise.all([this.pathOf(ref), this.#manifestOf(ref)].map((file) => exists(file)));
    return found.includes(true);
  }
}

/** SHA-256 of a whole file as lower-case hex; about 1 GB a second. */
export async function sha256OfFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(file, { highWaterMark: 2 ** 20 }),
    hash,
    signal === undefined ? {} : { signal },
  );
  return hash.digest('hex');
}

function toBinary(path: string, manifest: BinaryManifest): StoredBinary {
  const { sha256, source, image } = manifest;
  return {
    ...refOf(manifest),
    path,
    sha256,
    source,
    ...(image === undefined ? {} : { image }),
    manifest,
  };
}

function refOf({ component, version, target }: BinaryManifest): ComponentRef {
  return target === undefined ? { component, version } : { component, version, ...targetOf({ target }) };
}

async function stampOf(path: string): Promise<string> {
  const file = await stat(path);
  return `${file.size}/${file.mtimeMs}/${file.ino}`;
}

async function flush(file: string): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.sync();
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
