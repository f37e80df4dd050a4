import type { ReactNode } from 'react';
import type { ObjectsPlace } from '../features/objects/places.ts';
import { LazyKeysPage, LazyObjectsPage, LazyWalkPage, WhileFetched } from './lazy-pages.tsx';
import { hashOf, type Route, type WalkRoute } from './navigation.ts';

/** A page about one lab that is not the lab's own: it stands in the lab's frame, with what runs on the lab on top. */
export interface LabPart {
  readonly title: string;
  readonly content: ReactNode;
}

/** The part of a lab that a route shows; undefined for the lab's own page and for pages about no lab. */
export function partOf(route: Route): LabPart | undefined {
  const place = objectsPlaceOf(route);
  if (place !== undefined) {
    return {
      title: 'Objects',
      content: (
        <WhileFetched title="Objects">
          <LazyObjectsPage place={place} hrefOf={objectsHash} />
        </WhileFetched>
      ),
    };
  }
  if (route.page === 'walk') return { title: 'From drive to plaintext', content: walkOf(route) };
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

function walkOf({ page: _page, ...object }: WalkRoute): ReactNode {
  const { lab: name, bucket } = object;
  return (
    <WhileFetched title="From drive to plaintext">
      <LazyWalkPage
        key={JSON.stringify(object)}
        object={object}
        places={{
          objects: hashOf({ page: 'objects', name }),
          bucket: hashOf({ page: 'objects', name, bucket }),
          object: hashOf({ page: 'object', ...object }),
        }}
      />
    </WhileFetched>
  );
}

function objectsPlaceOf(route: Route): ObjectsPlace | undefined {
  if (route.page === 'object') {
    const { bucket, key, versionId } = route;
    return { kind: 'object', bucket, key, ...(versionId === undefined ? {} : { versionId }) };
  }
  if (route.page !== 'objects') return undefined;
  return route.bucket === undefined
    ? { kind: 'buckets' }
    : { kind: 'bucket', bucket: route.bucket, prefix: route.prefix ?? '' };
}

/** The address of a place among the objects of a lab. */
function objectsHash(lab: string, place: ObjectsPlace): string {
  switch (place.kind) {
    case 'buckets':
      return hashOf({ page: 'objects', name: lab });
    case 'bucket':
      return hashOf({
        page: 'objects',
        name: lab,
        bucket: place.bucket,
        ...(place.prefix === '' ? {} : { prefix: place.prefix }),
      });
    case 'object':
    case 'walk': {
      const { kind, ...object } = place;
      return hashOf({ page: kind, lab, ...object });
    }
  }
}
