import type { ReactNode } from 'react';
import { LazyKeysPage, WhileFetched } from './lazy-pages.tsx';
import type { Route } from './navigation.ts';

/** A page about one lab that is not the lab's own: it stands in the lab's frame, with what runs on the lab on top. */
export interface LabPart {
  readonly title: string;
  readonly content: ReactNode;
}

/** The part of a lab that a route shows; undefined for the lab's own page and for pages about no lab. */
export function partOf(route: Route): LabPart | undefined {
  if (route.page !== 'keys') return undefined;
  return {
    title: 'Keys',
    content: (
      <WhileFetched key={route.node} title="Keys">
        <LazyKeysPage node={route.node} />
      </WhileFetched>
    ),
  };
}
