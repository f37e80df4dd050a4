import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComponentBinary } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { type BinaryStore, sha256OfFile } from './binary-store.ts';
import type { BuildCache } from './build-cache.ts';
import { keyOf, type WantedBinary } from './catalogue.ts';
import { fromFileError, systemCode } from './file-errors.ts';
import { compile, fetchModules, prepareRecipe } from './go-build.ts';
import { type Environment, findGo, goEnvironment } from './go-toolchain.ts';
import { platformOf } from './platforms.ts';
import { Slots } from './shared-work.ts';

/**
 * How many builds fetch their modules, and how many compile, at the same time. One compilation uses all cores by
 * itself, and two at once both compile the standard library. KES, mc and warp on two cores that others used too: 301
 * and 234 s one after another, 299 and 319 s two at once; 10 to 18 % more processor time; the first one later.
 */
const fetchesAtOnce = 2;
const compilesAtOnce = 1;

/** Builds binaries from source; one build of each among all processes that share the cache folder. */
export class GoSource {
  readonly #cache: BuildCache;
  readonly #recipesFolder: string;
  readonly #environment: Environment;
  readonly #store: BinaryStore;
  readonly #fetching = new Slots(fetchesAtOnce);
  readonly #compiling = new Slots(compilesAtOnce);

  constructor(options: {
    readonly cache: BuildCache;
    readonly recipesFolder: string;
    readonly environment: Environment;
    readonly store: BinaryStore;
  }) {
    this.#cache = options.cache;
    this.#recipesFolder = options.recipesFolder;
    this.#environment = options.environment;
    this.#store = options.store;
  }

  /** The built binary, also when another process built it meanwhile. What was compiled stays for the next build. */
  async build(entry: WantedBinary, context: OperationContext): Promise<ComponentBinary> {
    await using lock = await this.#cache.lock(keyOf(entry), {
      signal: context.signal,
      onWait: () => context.report({ detail: 'another Sealab builds this' }),
    });
    void lock;
    const found = await this.#store.verify(entry);
    if (found.state === 'intact') return found.binary;
    await this.#removeAbandoned(entry);
    const workFolder = join(this.#cache.workFolder, `${keyOf(entry)}.${randomUUID()}`);
    try {
      return await this.#buildIn(workFolder, entry, context);
    } finally {
      await rm(workFolder, { recursive: true, force: true });
    }
  }

  async #buildIn(
    workFolder: string,
    entry: WantedBinary,
    context: OperationContext,
  ): Promise<ComponentBinary> {
    const { signal } = context;
    const toolchain = await findGo({ environment: this.#environment, needed: entry.go.requires, signal });
    const { component, version, target } = entry;
    const recipeFolder = join(this.#recipesFolder, keyOf({ component, version }));
    await prepareRecipe({ entry, workFolder, recipeFolder });
    const temporaryFolder = join(workFolder, 'tmp');
    await makeFolder(temporaryFolder);
    await makeFolder(this.#cache.goCacheFolder);
    const goCacheFolder = this.#cache.goCacheFolder;
    const environment = await goEnvironment(toolchain, {
      environment: this.#environment,
      goCacheFolder,
      temporaryFolder,
      target,
      signal,
    });
    const build = { entry, toolchain, environment, workFolder };
    const onWait = (): void => context.report({ detail: 'waits until other builds are done' });

    const fetched = await this.#inSlot(this.#fetching, { signal, onWait }, () =>
      fetchModules(build, context),
    );
    const file = await this.#inSlot(this.#compiling, { signal, onWait }, (slot) =>
      // Linking keeps one core busy, so the next one compiles meanwhile.
      compile(build, { ...fetched, onLinking: () => slot[Symbol.dispose]() }, context),
    );
    context.report({ detail: 'storing the binary' });
    const sha256 = await sha256OfFile(file, signal);
    const { size } = await stat(file);
    return this.#store.install(file, {
      format: 1,
      component,
      version,
      platform: platformOf(target),
      ...(target === undefined ? {} : { target }),
      sha256,
      sizeBytes: size,
      source: 'go',
      goVersion: toolchain.version.text,
      builtAt: new Date().toISOString(),
    });
  }

  async #inSlot<T>(
    slots: Slots,
    options: { readonly signal: AbortSignal; readonly onWait: () => void },
    work: (slot: Disposable) => Promise<T>,
  ): Promise<T> {
    using slot = await slots.take(options.signal, options.onWait);
    return await work(slot);
  }

  /** What a killed build of the same binary left behind; its lock is ours now. */
  async #removeAbandoned(entry: WantedBinary): Promise<void> {
    const names = await readdir(this.#cache.workFolder).catch((error: unknown): string[] => {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    });
    for (const name of names.filter((each) => each.startsWith(`${keyOf(entry)}.`))) {
      await rm(join(this.#cache.workFolder, name), { recursive: true, force: true });
    }
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fromFileError(error, `The folder ${folder} cannot be made`);
  }
}
