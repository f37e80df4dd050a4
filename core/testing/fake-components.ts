import type { ComponentName, ComponentView } from '#shared/contract/components.ts';
import { SealabError } from '#shared/errors.ts';
import type { ComponentBinary, ComponentRef, Components } from '../ports/components.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import type { FakeCalls } from './fake-calls.ts';

const CATALOGUE: readonly (ComponentRef & { readonly isDefault: boolean })[] = [
  { component: 'vault', version: '1.18.0', isDefault: true },
  { component: 'kes', version: '0.24.0', isDefault: true },
  { component: 'kes', version: '0.23.0', isDefault: false },
  { component: 'minio', version: '2026-02-12', isDefault: true },
  { component: 'mc', version: '2025-03-13', isDefault: true },
  { component: 'warp', version: '1.3.1', isDefault: true },
  { component: 'toolbox', version: '1', isDefault: true },
];

/** What a build of a missing component does. */
export type FakeBuild = 'works' | 'fails' | 'hangs';

/** Programs in memory. They are all there unless `forget` takes one away. */
export class FakeComponents implements Components {
  readonly folder = '/cache';
  readonly #calls: FakeCalls;
  readonly #missing = new Set<string>();
  readonly #builds = new Map<ComponentName, FakeBuild>();
  /** Every build that was begun, as `vault 1.18.0`. */
  readonly builds: string[] = [];

  constructor(calls: FakeCalls) {
    this.#calls = calls;
  }

  /** The program is not here any more; `build` says what happens when it is asked for. */
  forget(component: ComponentName, build: FakeBuild = 'works'): void {
    for (const entry of CATALOGUE) if (entry.component === component) this.#missing.add(keyOf(entry));
    this.#builds.set(component, build);
  }

  async list(): Promise<readonly ComponentView[]> {
    return await this.#calls.run({ name: 'components.list' }, () =>
      CATALOGUE.map((entry) => {
        const isHere = !this.#missing.has(keyOf(entry));
        return {
          ...entry,
          title: entry.component,
          what: '',
          licence: 'AGPL-3.0',
          state: isHere ? ('present' as const) : ('missing' as const),
          ...(isHere ? { path: pathOf(entry), source: 'go' as const } : {}),
          images: [],
          sizeBytes: 100_000_000,
          buildSeconds: 120,
          buildBytes: 600 * 1024 * 1024,
        };
      }),
    );
  }

  defaultVersion(component: ComponentName): string {
    const entry = CATALOGUE.find((known) => known.component === component && known.isDefault);
    if (entry === undefined) throw new SealabError('not-found', `${component} has no default version.`);
    return entry.version;
  }

  async find(ref: ComponentRef): Promise<ComponentBinary | undefined> {
    return await this.#calls.run({ name: 'components.find', detail: ref.component }, () =>
      this.#missing.has(keyOf(ref)) || !isKnown(ref) ? undefined : binaryOf(ref),
    );
  }

  async ensure(ref: ComponentRef, context: OperationContext): Promise<ComponentBinary> {
    const call = { name: 'components.ensure', detail: ref.component, signal: context.signal };
    return await this.#calls.run(call, async () => {
      if (!isKnown(ref)) throw new SealabError('not-found', `There is no ${keyOf(ref)}.`);
      if (!this.#missing.has(keyOf(ref))) return binaryOf(ref);
      this.builds.push(keyOf(ref));
      context.report({ detail: 'compiling', done: 1, total: 2, unit: 'items' });
      const build = this.#builds.get(ref.component) ?? 'works';
      if (build === 'fails') throw new SealabError('build-failed', `${keyOf(ref)} was not built.`);
      if (build === 'hangs') await new Promise(() => undefined);
      this.#missing.delete(keyOf(ref));
      return binaryOf(ref);
    });
  }

  async save(_file: string): Promise<{ readonly sizeBytes: number; readonly components: readonly string[] }> {
    const components = CATALOGUE.filter((entry) => !this.#missing.has(keyOf(entry))).map(keyOf);
    return await this.#calls.run({ name: 'components.save' }, () => ({ sizeBytes: 1, components }));
  }

  async load(_file: string): Promise<{ readonly components: readonly string[] }> {
    return await this.#calls.run({ name: 'components.load' }, () => {
      this.#missing.clear();
      return { components: CATALOGUE.map(keyOf) };
    });
  }

  async remove(ref: ComponentRef): Promise<{ readonly freedBytes: number }> {
    return await this.#calls.run({ name: 'components.remove', detail: ref.component }, () => {
      this.#missing.add(keyOf(ref));
      return { freedBytes: 100_000_000 };
    });
  }

  async clear(): Promise<void> {
    await this.#calls.run({ name: 'components.clear' }, () => {
      for (const entry of CATALOGUE) this.#missing.add(keyOf(entry));
    });
  }
}

function keyOf({ component, version }: ComponentRef): string {
  return `${component} ${version}`;
}

function isKnown(ref: ComponentRef): boolean {
  return CATALOGUE.some((entry) => keyOf(entry) === keyOf(ref));
}

function pathOf({ component, version }: ComponentRef): string {
  return `/cache/bin/${component}-${version}/${component}`;
}

function binaryOf(ref: ComponentRef): ComponentBinary {
  return {
    component: ref.component,
    version: ref.version,
    path: pathOf(ref),
    sha256: 'ab'.repeat(32),
    source: 'go',
  };
}
