import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { LoadingRows } from '../ui/loading-rows.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { SectionCard } from '../ui/section-card.tsx';
import { LazyBoundary } from './lazy-boundary.tsx';

const fetchComponents = async () => await import('../features/components/components-page.tsx');
const fetchEngines = async () => await import('../features/engines/engines-page.tsx');
const fetchSettings = async () => await import('../features/settings/settings-page.tsx');
const fetchKeys = async () => await import('../features/keys/keys-page.tsx');
const fetchObjects = async () => await import('../features/objects/objects-page.tsx');
const fetchWalk = async () => await import('../features/walk/walk-page.tsx');
const fetchPalette = async () => await import('./palette/palette.tsx');

/** The pages that are fetched when they are first shown. */
export const LAZY_PAGES = {
  components: {
    title: 'Components',
    Page: lazy(async () => asDefault((await fetchComponents()).ComponentsPage)),
  },
  engines: {
    title: 'Engines',
    Page: lazy(async () => asDefault((await fetchEngines()).EnginesPage)),
  },
  settings: {
    title: 'Settings',
    Page: lazy(async () => asDefault((await fetchSettings()).SettingsPage)),
  },
} as const;

/** The key hierarchy of a lab; drawn inside of the lab's frame. */
export const LazyKeysPage = lazy(async () => ({ default: (await fetchKeys()).KeysPage }));

/** The buckets, the objects and one object of a lab; drawn inside of the lab's frame. */
export const LazyObjectsPage = lazy(async () => ({ default: (await fetchObjects()).ObjectsPage }));

/** One object from its drives to its plaintext; drawn inside of the lab's frame. */
export const LazyWalkPage = lazy(async () => ({ default: (await fetchWalk()).WalkPage }));

export const LazyPalette = lazy(async () => ({ default: (await fetchPalette()).Palette }));

/** Fetches them all beforehand, so that they open at once, also after the connection is lost. */
export function fetchLazyParts(): void {
  // One that fails now is fetched, and its failure told, when it is shown.
  void Promise.allSettled([
    fetchPalette(),
    fetchComponents(),
    fetchEngines(),
    fetchSettings(),
    fetchKeys(),
    fetchObjects(),
    fetchWalk(),
  ]);
}

/** The frame of a page while its code comes: its title and the shape of its content. */
export function WhileFetched({ title, children }: { title: string; children: ReactNode }) {
  return (
    <LazyBoundary what={`The page ${title}`}>
      <Suspense
        fallback={
          <>
            <PageHead title={title} about="Opening" />
            <SectionCard title={title}>
              <LoadingRows what={`Opening ${title}`} count={5} />
            </SectionCard>
          </>
        }
      >
        {children}
      </Suspense>
    </LazyBoundary>
  );
}

/** React.lazy wants a default export; the modules have named ones. */
function asDefault(component: ComponentType): { readonly default: ComponentType } {
  return { default: component };
}
