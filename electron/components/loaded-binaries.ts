import { SealabError } from '#shared/errors.ts';
import type { BinaryManifest } from './binary-store.ts';
import { type CatalogueEntry, keyOf } from './catalogue.ts';
import type { ExtractedBinary } from './load-set.ts';
import { platformOf } from './platforms.ts';

/** The binaries that this catalogue has. A set of a Sealab with other versions gives what it can. */
export function knownBinaries(
  catalogue: readonly CatalogueEntry[],
  { file, binaries }: { readonly file: string; readonly binaries: readonly ExtractedBinary[] },
): readonly ExtractedBinary[] {
  const keys = new Set(catalogue.map((entry) => keyOf(entry)));
  const known = binaries.filter(({ component, version }) => keys.has(keyOf({ component, version })));
  if (known.length > 0) return known;
  const names = binaries.map((binary) => keyOf(binary));
  throw new SealabError('unsupported', `The saved set ${file} holds no version that this Sealab uses.`, {
    fix: 'Save a set with the same version of Sealab.',
    details: { file, evidence: names },
  });
}

/** What the store writes down about a binary out of a set. */
export function manifestOfLoaded({
  component,
  version,
  target,
  sha256,
  sizeBytes,
  goVersion,
  builtAt,
}: ExtractedBinary): BinaryManifest {
  const known = { format: 1, component, version, sha256, sizeBytes, source: 'saved-set', builtAt } as const;
  return {
    ...known,
    platform: platformOf(target),
    ...(target === undefined ? {} : { target }),
    ...(goVersion === undefined ? {} : { goVersion }),
  };
}
