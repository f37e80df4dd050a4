import { useSyncExternalStore } from 'react';
import { LAB_NAME_PATTERN } from '#shared/contract/labs.ts';

/** Pages that are no lab's own and need nothing but their name. */
const PLAIN_PAGES = ['labs', 'new', 'components', 'engines', 'settings'] as const;
export type PlainPage = (typeof PLAIN_PAGES)[number];

/** The keys of a lab: of the named one, or of the one that was shown last. `node` is what the page shows first. */
export interface KeysRoute {
  readonly page: 'keys';
  readonly name?: string;
  readonly node?: string;
}

/** The buckets of a lab: of the named one, or of the one that was shown last; or the inside of one, from a prefix on. */
export interface ObjectsRoute {
  readonly page: 'objects';
  readonly name?: string;
  readonly bucket?: string;
  readonly prefix?: string;
}

interface OneObject {
  readonly lab: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** One object, or one version of it. */
export interface ObjectRoute extends OneObject {
  readonly page: 'object';
}

/** One object on its way from the drives to its plaintext. */
export interface WalkRoute extends OneObject {
  readonly page: 'walk';
}

export type Route =
  | { readonly page: 'home' | PlainPage }
  | { readonly page: 'lab'; readonly name: string }
  | KeysRoute
  | ObjectsRoute
  | ObjectRoute
  | WalkRoute;

/** The route that a location's hash names; anything unknown is the home page. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page, name, ...rest] = path.split('/');
  const plain = PLAIN_PAGES.find((one) => one === page);
  if (plain !== undefined) return { page: plain };
  if (page === 'lab' && name !== undefined && LAB_NAME_PATTERN.test(name)) return { page: 'lab', name };
  if (page === 'keys') return keysRouteOf(name, rest);
  if (page === 'objects') return objectsRouteOf(name, rest);
  if ((page === 'walk' || page === 'object') && name !== undefined && LAB_NAME_PATTERN.test(name)) {
    const object = objectOf(name, rest, new URLSearchParams(query).get('version'));
    return object === undefined ? { page: 'home' } : { page, ...object };
  }
  return { page: 'home' };
}

function keysRouteOf(name: string | undefined, [node = '']: readonly string[]): Route {
  if (name === undefined) return { page: 'keys' };
  if (!LAB_NAME_PATTERN.test(name)) return { page: 'home' };
  try {
    return { page: 'keys', name, ...(node === '' ? {} : { node: decodeURIComponent(node) }) };
  } catch {
    // Not a text that was encoded here: the page of the lab is still the right one.
    return { page: 'keys', name };
  }
}

function objectsRouteOf(name: string | undefined, names: readonly string[]): Route {
  if (name === undefined) return { page: 'objects' };
  if (!LAB_NAME_PATTERN.test(name)) return { page: 'home' };
  try {
    const [bucket = '', prefix = ''] = names.map(decodeURIComponent);
    return {
      page: 'objects',
      name,
      ...(bucket === '' ? {} : { bucket }),
      ...(prefix === '' ? {} : { prefix }),
    };
  } catch {
    // Not a text that was encoded here: the page of the lab is still the right one.
    return { page: 'objects', name };
  }
}

/** The names of a bucket and an object hold anything, a slash too: each is one part of the address, encoded. */
function objectOf(lab: string, names: readonly string[], versionId: string | null): OneObject | undefined {
  try {
    const [bucket = '', key = '', ...more] = names.map(decodeURIComponent);
    if (bucket === '' || key === '' || more.length > 0) return undefined;
    return { lab, bucket, key, ...(versionId === null ? {} : { versionId }) };
  } catch {
    // Not a text that was encoded here: no page has this address.
    return undefined;
  }
}

export function hashOf(route: Route): string {
  if (route.page === 'walk' || route.page === 'object') {
    const { lab, bucket, key, versionId } = route;
    const version =
      versionId === undefined ? '' : `?${new URLSearchParams({ version: versionId }).toString()}`;
    return `#/${route.page}/${lab}/${encodeURIComponent(bucket)}/${encodeURIComponent(key)}${version}`;
  }
  if (route.page === 'keys') {
    const parts = [route.name, route.node].flatMap((part) => part ?? []);
    return ['#/keys', ...parts.map(encodeURIComponent)].join('/');
  }
  if (route.page === 'objects') {
    const parts = [route.name, route.bucket, route.prefix].flatMap((part) => part ?? []);
    return ['#/objects', ...parts.map(encodeURIComponent)].join('/');
  }
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
