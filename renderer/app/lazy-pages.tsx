import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { LoadingRows } from '../ui/loading-rows.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { SectionCard } from '../ui/section-card.tsx';

/** The pages that are fetched when they are first shown. */
export const LAZY_PAGES = {
  components: {
    title: 'Components',
    Page: lazy(async () =>
      asDefault((await import('../features/components/components-page.tsx')).ComponentsPage),
    ),
  },
  engines: {
    title: 'Engines',
    Page: lazy(async () => asDefault((await import('../features/engines/engines-page.tsx')).EnginesPage)),
  },
  settings: {
    title: 'Settings',
    Page: lazy(async () => asDefault((await import('../features/settings/settings-page.tsx')).SettingsPage)),
  },
} as const;

/** The frame of a page while its code comes: its title and the shape of its content. */
export function WhileFetched({ title, children }: { title: string; children: ReactNode }) {
  return (
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
  );
}

/** React.lazy wants a default export; the modules have named ones. */
function asDefault(component: ComponentType): { readonly default: ComponentType } {
  return { default: component };
}
