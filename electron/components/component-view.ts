import type { ComponentBinary } from '#core/ports/components.ts';
import type { ComponentView } from '#shared/contract/components.ts';
import type { BinaryManifest } from './binary-store.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** A binary that is here, with what is known of it. */
export interface FoundBinary extends ComponentBinary, Partial<Pick<BinaryManifest, 'goVersion'>> {
  readonly sizeBytes: number;
  readonly builtAt?: string;
}

/** One line of the list of components. */
export function viewOf(entry: CatalogueEntry, found: FoundBinary | undefined): ComponentView {
  const { component, version, title, what, licence, isDefault } = entry;
  return {
    component,
    version,
    title,
    what,
    licence,
    isDefault,
    images: entry.images.map(({ reference }) => reference),
    buildSeconds: entry.go.seconds,
    buildBytes: entry.go.modulesBytes + entry.go.buildCacheBytes,
    state: found === undefined ? 'missing' : 'present',
    sizeBytes: found?.sizeBytes ?? entry.sizeBytes,
    ...(found === undefined ? {} : { path: found.path, sha256: found.sha256, source: found.source }),
    ...(found?.image === undefined ? {} : { image: found.image }),
  };
}
