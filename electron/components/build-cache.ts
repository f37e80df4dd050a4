import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SealabError } from '#shared/errors.ts';
import { heldLocks, takeLock } from './build-lock.ts';
import { fromFileError, systemCode } from './file-errors.ts';

/**
 * What building leaves in the cache folder, and who may remove it when. A build takes its lock through the gate, so
 * no build can begin while somebody who holds the gate removes what builds need.
 */
export class BuildCache {
  readonly #folder: string;
  readonly #locks: string;
  readonly #gate: string;
  /** Go's own build cache: gigabytes while building. */
  readonly goCacheFolder: string;
  /** One folder for each build that runs. */
  readonly workFolder: string;

  constructor(cacheFolder: string) {
    this.#folder = cacheFolder;
    this.#locks = join(cacheFolder, 'locks', 'build');
    this.#gate = join(cacheFolder, 'locks', 'gate.lock');
    this.goCacheFolder = join(cacheFolder, 'go-build');
    this.workFolder = join(cacheFolder, 'build');
  }

  /** The lock of one binary's build, among all processes. */
  lock(
    key: string,
    options: { readonly signal: AbortSignal; readonly onWait: () => void },
  ): Promise<AsyncDisposable> {
    return takeLock(join(this.#locks, `${key}.lock`), { ...options, gate: this.#gate });
  }

  /** Removes the build cache, unless somebody builds just now. */
  async removeUnlessBusy(): Promise<void> {
    await this.#discard(['go-build', 'build'], () => true);
  }

  /** Removes these folders and the build cache. Throws `busy` while any Sealab builds. */
  async removeWith(names: readonly string[]): Promise<void> {
    await this.#discard([...names, 'go-build', 'build'], (builds) => {
      throw new SealabError('busy', `A Sealab builds ${builds.join(', ')} just now.`, {
        fix: 'Wait until it is done, or cancel it, and run it again.',
        details: { builds },
      });
    });
  }

  /** Moves folders out of the way at once, which no reader can see half-done, and then removes them. */
  async #discard(names: readonly string[], onBusy: (builds: string[]) => true): Promise<void> {
    try {
      if (await this.#moveAway(names, onBusy)) await this.#removeTrash();
    } catch (error) {
      throw fromFileError(error, `The cache ${this.#folder} cannot be cleared`);
    }
  }

  async #moveAway(names: readonly string[], onBusy: (builds: string[]) => true): Promise<boolean> {
    await using gate = await takeLock(this.#gate, { signal: new AbortController().signal });
    void gate;
    const builds = (await heldLocks(this.#locks)).map((name) => name.replace(/\.lock$/, ''));
    if (builds.length > 0 && onBusy(builds)) return false;
    for (const name of names) {
      await rename(join(this.#folder, name), join(this.#folder, `trash-${randomUUID()}`)).catch(
        (error: unknown) => {
          if (systemCode(error) !== 'ENOENT') throw error;
        },
      );
    }
    return true;
  }

  /** Also what a process that died in the middle left behind. */
  async #removeTrash(): Promise<void> {
    const names = await readdir(this.#folder);
    const trash = names.filter((name) => name.startsWith('trash-'));
    await Promise.all(trash.map((name) => rm(join(this.#folder, name), { recursive: true, force: true })));
  }
}
