import { join, resolve } from 'node:path';
import type { ComponentBinary, ComponentRef, Components } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import type { ComponentName, ComponentView } from '#shared/contract/components.ts';
import { SealabError } from '#shared/errors.ts';
import { BinaryStore } from './binary-store.ts';
import { BuildCache } from './build-cache.ts';
import { type CatalogueEntry, keyOf, readCatalogue, type WantedBinary, wantedOf } from './catalogue.ts';
import { type FoundBinary, viewOf } from './component-view.ts';
import { GivenBinaries } from './given-binaries.ts';
import { GoSource } from './go-source.ts';
import type { Environment } from './go-toolchain.ts';
import { loadSet } from './load-set.ts';
import { knownBinaries, manifestOfLoaded } from './loaded-binaries.ts';
import { mayBeBuilt, neitherWay, tellingWhy, withCorruption } from './obtain-failure.ts';
import { thisMachine } from './platforms.ts';
import { type RegistrySource, takeFromRegistry } from './registry-source.ts';
import { type BinaryToSave, saveSet } from './save-set.ts';
import { SharedWork } from './shared-work.ts';

export interface ComponentsOptions {
  /** Sealab's own folder for what can be made again; created when needed. */
  readonly cacheFolder: string;
  /** Where `components/catalogue.yaml` and the recipes are. */
  readonly resourcesFolder: string;
  /** The user's environment: PATH, Go's settings and SEALAB_BINARIES are read from it. */
  readonly environment: Environment;
  /** Asked for a binary before it is built; without it all is built. */
  readonly registry?: RegistrySource;
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
  readonly #registry: RegistrySource | undefined;
  readonly #shared = new SharedWork<ComponentBinary>();

  constructor(options: ComponentsOptions, catalogue: readonly CatalogueEntry[]) {
    const cacheFolder = resolve(options.cacheFolder);
    this.#catalogue = catalogue;
    this.folder = cacheFolder;
    this.#given = new GivenBinaries({ folder: options.environment['SEALAB_BINARIES'], cacheFolder });
    this.#registry = options.registry;
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
    const wanted = wantedOf(this.#catalogue, ref);
    const found = (await this.#given.find(wanted)) ?? (await this.#store.find(wanted));
    return found === undefined ? undefined : plain(found);
  }

  async ensure(ref: ComponentRef, context: OperationContext): Promise<ComponentBinary> {
    const wanted = wantedOf(this.#catalogue, ref);
    const given = await this.#given.find(wanted);
    if (given !== undefined) return plain(given);
    return this.#shared.run(keyOf(wanted), context, async (shared) =>
      plain(await this.#make(wanted, shared)),
    );
  }

  async save(
    file: string,
    context: OperationContext,
  ): Promise<{ readonly sizeBytes: number; readonly components: readonly string[] }> {
    const wanted = await Promise.all(this.#catalogue.map((entry) => this.#withTargets(entry)));
    const found = await Promise.all(wanted.flat().map((each) => this.#toSave(each)));
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
          for (const binary of knownBinaries(this.#catalogue, { file, binaries })) {
            await this.#store.install(binary.file, manifestOfLoaded(binary));
            components.push(keyOf(binary));
          }
        },
      },
      context,
    );
    return { components };
  }

  /** Without a target it removes what is here for other machines, too: no list shows those. */
  async remove(ref: ComponentRef): Promise<{ readonly freedBytes: number }> {
    const wanted = wantedOf(this.#catalogue, ref);
    let freedBytes = 0;
    for (const each of wanted.target === undefined ? await this.#withTargets(wanted) : [wanted]) {
      freedBytes += (await this.#store.find(each))?.manifest.sizeBytes ?? 0;
      await this.#store.remove(each);
    }
    return { freedBytes };
  }

  async clear(): Promise<void> {
    await this.#buildCache.removeWith(['bin', 'given']);
    this.#store.forget();
  }

  async #view(entry: CatalogueEntry): Promise<ComponentView> {
    return viewOf(entry, await this.#found(entry));
  }

  async #found(wanted: WantedBinary): Promise<FoundBinary | undefined> {
    const given = await this.#given.find(wanted);
    if (given !== undefined) return given;
    const stored = await this.#store.find(wanted);
    if (stored === undefined) return undefined;
    const { sizeBytes, goVersion, builtAt } = stored.manifest;
    return { ...plain(stored), sizeBytes, goVersion, builtAt };
  }

  async #make(wanted: WantedBinary, context: OperationContext): Promise<ComponentBinary> {
    const found = await this.#store.verify(wanted);
    if (found.state === 'intact') return found.binary;
    try {
      const binary = await this.#obtain(wanted, context);
      if (await this.#hasAllDefaults(wanted)) await this.#buildCache.removeUnlessBusy();
      return binary;
    } catch (error) {
      throw found.state === 'corrupt' ? withCorruption(wanted, error) : error;
    }
  }

  /** Out of an image, else built. An image that changed is never passed over. */
  async #obtain(wanted: WantedBinary, context: OperationContext): Promise<ComponentBinary> {
    let reason: SealabError | undefined;
    if (this.#registry !== undefined && wanted.images.length > 0) {
      try {
        const places = { source: this.#registry, cache: this.#buildCache, store: this.#store };
        const taken = await takeFromRegistry(places, wanted, context);
        if (taken !== undefined) return taken;
      } catch (error) {
        reason = mayBeBuilt(error);
      }
    }
    try {
      return await this.#source.build(wanted, tellingWhy(context, reason));
    } catch (error) {
      throw neitherWay(reason, error);
    }
  }

  /** Whether nothing will be built soon for this target. The toolbox counts not: only Docker needs it. */
  async #hasAllDefaults({ target }: WantedBinary): Promise<boolean> {
    const defaults = this.#catalogue.filter((entry) => entry.isDefault && entry.component !== 'toolbox');
    const found = await Promise.all(
      defaults.map(({ component, version }) =>
        this.find({ component, version, target: target ?? thisMachine }),
      ),
    );
    return !found.includes(undefined);
  }

  /** The entry for this machine, and for each other one for which there is a binary. */
  async #withTargets(entry: CatalogueEntry): Promise<readonly WantedBinary[]> {
    const targets = await this.#store.targets(entry);
    return [entry, ...targets.map((target) => ({ ...entry, target }))];
  }

  async #toSave(wanted: WantedBinary): Promise<BinaryToSave | undefined> {
    const found = await this.#found(wanted);
    return found === undefined ? undefined : { builtAt: new Date().toISOString(), ...found };
  }
}

function plain(binary: ComponentBinary): ComponentBinary {
  const { component, version, target, path, sha256, source, image } = binary;
  return {
    component,
    version,
    ...(target === undefined ? {} : { target }),
    path,
    sha256,
    source,
    ...(image === undefined ? {} : { image }),
  };
}
