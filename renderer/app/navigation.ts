import { useSyncExternalStore } from 'react';
import { LAB_NAME_PATTERN } from '#shared/contract/labs.ts';

/** Pages that are no lab's own and need nothing but their name. */
const PLAIN_PAGES = ['labs', 'new', 'components', 'engines', 'settings'] as const;
export type PlainPage = (typeof PLAIN_PAGES)[number];

export type Route = { readonly page: 'home' | PlainPage } | { readonly page: 'lab'; readonly name: string };

/** The route that a location's hash names; anything unknown is the home page. */
export function parseRoute(hash: string): Route {
  const [page, name] = hash.replace(/^#\/?/, '').split('/');
  const plain = PLAIN_PAGES.find((one) => one === page);
  if (plain !== undefined) return { page: plain };
  if (page === 'lab' && name !== undefined && LAB_NAME_PATTERN.test(name)) return { page: 'lab', name };
  return { page: 'home' };
}

export function hashOf(route: Route): string {
  if (route.page === 'lab') return `#/lab/${route.name}`;
  return route.page === 'home' ? '#/' : `#/${route.page}`;
}

export function goTo(route: Route): void {
  window.location.hash = hashOf(route);
}

/** The route of this window; changes with the address. */
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
