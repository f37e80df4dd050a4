import { useSyncExternalStore } from 'react';
import { LAB_NAME_PATTERN } from '#shared/contract/labs.ts';

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'labs' }
  | { readonly page: 'new' }
  | { readonly page: 'lab'; readonly name: string };

/** The route that a location's hash names; anything unknown is the home page. */
export function parseRoute(hash: string): Route {
  const [page, name] = hash.replace(/^#\/?/, '').split('/');
  if (page === 'labs') return { page: 'labs' };
  if (page === 'new') return { page: 'new' };
  if (page === 'lab' && name !== undefined && LAB_NAME_PATTERN.test(name)) return { page: 'lab', name };
  return { page: 'home' };
}

export function hashOf(route: Route): string {
  switch (route.page) {
    case 'home':
      return '#/';
    case 'labs':
      return '#/labs';
    case 'new':
      return '#/new';
    case 'lab':
      return `#/lab/${route.name}`;
  }
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
