import type { ComponentView } from '#shared/contract/components.ts';
import { formatSize } from '../../ui/size.ts';
import { formatEstimate } from '../../ui/time.ts';

/** The name that operations call a component by. */
export function idOf({ component, version }: Pick<ComponentView, 'component' | 'version'>): string {
  return `${component}-${version}`;
}

/** Where a component that is here came from. */
export function sourceWords({ source, image }: Pick<ComponentView, 'source' | 'image'>): string {
  switch (source) {
    case 'go':
      return 'Built with Go, from pinned sources';
    case 'saved-set':
      return 'Loaded from a saved set';
    case 'given':
      return 'Yours, named by SEALAB_BINARIES';
    case 'registry':
      return image === undefined ? 'Out of an image' : `Out of ${image.reference}`;
    case undefined:
      return 'Not known';
  }
}

/** What getting a missing component would take: how, how long, how much disk. */
export function costWords({ images, buildSeconds, buildBytes, sizeBytes }: ComponentView): string {
  const built = `built with Go in ${formatEstimate(buildSeconds)}, with ${formatSize(buildBytes)} of disk meanwhile`;
  const [first] = images;
  const kept = `${formatSize(sizeBytes)} stay.`;
  return first === undefined
    ? `${capital(built)}; ${kept}`
    : `Taken out of ${first}, where a registry answers; else ${built}. ${kept}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface ComponentTotals {
  readonly present: number;
  readonly presentBytes: number;
  /** Default versions that are not here. */
  readonly missing: readonly ComponentView[];
  /** How long it takes to build what is missing, one after the other. */
  readonly missingSeconds: number;
}

export function totalsOf(components: readonly ComponentView[]): ComponentTotals {
  const here = components.filter(({ state }) => state === 'present');
  const missing = components.filter(({ state, isDefault }) => state === 'missing' && isDefault);
  return {
    present: here.length,
    presentBytes: sum(here.map(({ sizeBytes }) => sizeBytes)),
    missing,
    missingSeconds: sum(missing.map(({ buildSeconds }) => buildSeconds)),
  };
}

/** A component at a path that the user named is the user's: Sealab does not delete it. */
export function isRemovable({ state, source }: Pick<ComponentView, 'state' | 'source'>): boolean {
  return state === 'present' && source !== 'given';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Why a path cannot name a file of this machine, as a sentence; undefined when it can. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'A set needs a file.';
  if (!/^(?:\/|[A-Za-z]:[\\/])/.test(path))
    return 'Name the whole path, from the root: Sealab runs in another folder than you may think.';
  if (/[\\/]$/.test(path)) return 'That is a folder. Add the name of the file.';
  return undefined;
}
