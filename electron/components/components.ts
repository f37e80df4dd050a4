import { join, resolve } from 'node:path';
import type { ComponentBinary, ComponentRef, Components } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import type { ComponentName, ComponentView } from '#shared/contract/components.ts';
import { SealabError, toSealabError } from '#shared/errors.ts';
import { BinaryStore, platform } from './binary-store.ts';
import { BuildCache } from './build-cache.ts';
import { type CatalogueEntry, entryOf, keyOf, readCatalogue } from './catalogue.ts';
import { GivenBinaries } from './given-binaries.ts';
import { GoSource } from './go-source.ts';
import type { Environment } from './go-toolchain.ts';
import { type ExtractedBinary, loadSet } from './load-set.ts';
import { type BinaryToSave, saveSet } from './save-set.ts';
import { SharedWork } from './shared-work.ts';

export interface ComponentsOptions {
  /** Sealab's own folder for what can be made again; created when needed. */
  readonly cacheFolder: string;
  /** Where `components/catalogue.yaml` and the recipes are. */
  readonly resourcesFolder: string;
  /** The user's environment: PATH, Go's settings and SEALAB_BINARIES are read from it. */
  readonly environment: Environment;
}

/** The component store. Throws `damaged-file`, `not-found` or `permission-denied` for the catalogue. */
export async function createComponents(options: ComponentsOptions): Promise<Components> {
  return new ComponentStore(options, await readCatalogue(options.resourcesFolder));
}

class ComponentStore implements Components {
  readonly folder: string;
  readonly #catalogue: readonly CatalogueEntry[];
  readonly #given: GivenBinaries;
  readonly #store: BinaryStore;
  readonly #buildCache: BuildCache;
  readonly #source: GoSource;
  readonly #shared = new SharedWork<ComponentBinary>();

  constructor(options: ComponentsOptions, catalogue: readonly CatalogueEntry[]) {
    const cacheFolder = resolve(options.cacheFolder);
    this.#catalogue = catalogue;
    this.folder = cacheFolder;
    this.#given = new GivenBinaries({ folder: options.environment['SEALAB_BINARIES'], cacheFolder });
    this.#store = new BinaryStore(cacheFolder);
    this.#buildCache = new BuildCache(cacheFolder);
    this.#source = new GoSource({
      cache: this.#buildCache,
      recipesFolder: join(resolve(options.resourcesFolder), 'components'),
      environment: options.environment,
      store: this.#store,
    });
  }

  async list(): Promise<readonly ComponentView[]> {
    return Promise.all(this.#catalogue.map((entry) => this.#view(entry)));
  }

  defaultVersion(component: ComponentName): string {
    const entry = this.#catalogue.find((each) => each.component === component && each.isDefault);
    if (entry !== undefined) return entry.version;
    throw new SealabError('not-found', `The catalogue has no default version of ${component}.`, {
      fix: 'Name a version, or install Sealab again.',
      details: { component },
    });
  }

  async find(ref: ComponentRef): Promise<ComponentBinary | undefined> {
    const entry = entryOf(this.#catalogue, ref);
    const found = (await this.#given.find(entry)) ?? (await this.#store.find(entry));
    return found === undefined ? undefined : plain(found);
  }

  async ensure(ref: ComponentRef, context: OperationContext): Promise<ComponentBinary> {
    const entry = entryOf(this.#catalogue, ref);
    const given = await this.#given.find(entry);
    if (given !== undefined) return plain(given);
    return this.#shared.run(keyOf(entry), context, async (shared) => plain(await this.#make(entry, shared)));
  }

  async save(
    file: string,
    context: OperationContext,
  ): Promise<{ readonly sizeBytes: number; readonly components: readonly string[] }> {
    const found = await Promise.all(this.#catalogue.map((entry) => this.#toSave(entry)));
    return saveSet(
      resolve(file),
      found.filter((each) => each !== undefined),
      context,
    );
  }

  async load(file: string, context: OperationContext): Promise<{ readonly components: readonly string[] }> {
    const components: string[] = [];
    await loadSet(
      {
        file: resolve(file),
        cacheFolder: this.folder,
        takeOver: async (binaries) => {
          for (const binary of this.#known(binaries, file)) {
            await this.#store.install(binary.file, manifestOf(binary));
            components.push(keyOf(binary));
          }
        },
      },
      context,
    );
    return { components };
  }

  async remove(ref: ComponentRef): Promise<{ readonly freedBytes: number }> {
    const entry = entryOf(this.#catalogue, ref);
    const stored = await this.#store.find(entry);
    await this.#store.remove(entry);
    return { freedBytes: stored?.manifest.sizeBytes ?? 0 };
  }

  async clear(): Promise<void> {
    await this.#buildCache.removeWith(['bin', 'given']);
    this.#store.forget();
  }

  async #view(entry: CatalogueEntry): Promise<ComponentView> {
    const given = await this.#given.find(entry);
    const stored = given === undefined ? await this.#store.find(entry) : undefined;
    const found = given ?? stored;
    const { component, version, title, what, licence, isDefault } = entry;
    return {
      component,
      version,
      title,
      what,
      licence,
      isDefault,
      images: [],
      buildSeconds: entry.go.seconds,
      buildBytes: entry.go.modulesBytes + entry.go.buildCacheBytes,
      state: found === undefined ? 'missing' : 'present',
      sizeBytes: given?.sizeBytes ?? stored?.manifest.sizeBytes ?? entry.sizeBytes,
      ...(found === undefined ? {} : { path: found.path, sha256: found.sha256, source: found.source }),
    };
  }

  async #make(entry: CatalogueEntry, context: OperationContext): Promise<ComponentBinary> {
    const found = await this.#store.verify(entry);
    if (found.state === 'intact') return found.binary;
    try {
      const binary = await this.#source.build(entry, context);
      if (await this.#hasAllDefaults()) await this.#buildCache.removeUnlessBusy();
      return binary;
    } catch (error) {
      throw found.state === 'corrupt' ? withCorruption(entry, error) : error;
    }
  }

  async #hasAllDefaults(): Promise<boolean> {
    const defaults = this.#catalogue.filter((entry) => entry.isDefault);
    const found = await Promise.all(defaults.map((entry) => this.find(entry)));
    return !found.includes(undefined);
  }

  async #toSave(entry: CatalogueEntry): Promise<BinaryToSave | undefined> {
    const given = await this.#given.find(entry);
    if (given !== undefined) return { ...given, builtAt: new Date().toISOString() };
    const stored = await this.#store.find(entry);
    if (stored === undefined) return undefined;
    const { sizeBytes, goVersion, builtAt } = stored.manifest;
    return { ...plain(stored), sizeBytes, builtAt, ...(goVersion === undefined ? {} : { goVersion }) };
  }

  /** The binaries that this catalogue has. A set of a Sealab with other versions gives what it can. */
  #known(binaries: readonly ExtractedBinary[], file: string): readonly ExtractedBinary[] {
    const keys = new Set(this.#catalogue.map((entry) => keyOf(entry)));
    const known = binaries.filter((binary) => keys.has(keyOf(binary)));
    if (known.length > 0) return known;
    const names = binaries.map((binary) => keyOf(binary));
    throw new SealabError('unsupported', `The saved set ${file} holds no version that this Sealab uses.`, {
      fix: 'Save a set with the same version of Sealab.',
      details: { file, evidence: names },
    });
  }
}

function manifestOf(binary: ExtractedBinary) {
  const { component, version, sha256, sizeBytes, goVersion, builtAt } = binary;
  const known = {
    format: 1,
    component,
    version,
    platform,
    sha256,
    sizeBytes,
    source: 'saved-set',
    builtAt,
  } as const;
  return goVersion === undefined ? known : { ...known, goVersion };
}

function plain(binary: ComponentBinary): ComponentBinary {
  const { component, version, path, sha256, source } = binary;
  return { component, version, path, sha256, source };
}

/** A damaged binary that cannot be built again is the real news; why it cannot be built comes with it. */
function withCorruption(entry: CatalogueEntry, thrown: unknown): SealabError {
  const error = toSealabError(thrown);
  if (error.code === 'cancelled' || error.code === 'disk-full') return error;
  return new SealabError(
    'checksum-mismatch',
    `The stored binary of ${entry.title} was changed or cut, and it cannot be built again: ${error.message}`,
    {
      ...(error.fix === undefined ? {} : { fix: error.fix }),
      details: { ...error.details, component: entry.component, version: entry.version },
      cause: error,
    },
  );
}
