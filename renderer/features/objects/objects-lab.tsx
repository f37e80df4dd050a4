import { createContext, type ReactNode, useContext } from 'react';
import type { ObjectsPlace } from './places.ts';

/** The lab whose objects are shown, and the ways from one place of it to another. */
export interface ObjectsLab {
  readonly name: string;
  /** The KES key that new labs and buckets use by default. */
  readonly keyName: string;
  /** Nothing of the lab can be changed now: it does not run, or nobody could be asked. */
  readonly isBusy: boolean;
  readonly hrefOf: (place: ObjectsPlace) => string;
  readonly goTo: (place: ObjectsPlace) => void;
}

const ObjectsLabContext = createContext<ObjectsLab | undefined>(undefined);

export function ObjectsLabProvider({ lab, children }: { lab: ObjectsLab; children: ReactNode }) {
  return <ObjectsLabContext value={lab}>{children}</ObjectsLabContext>;
}

/** The lab this page is about. Throws outside of an ObjectsLabProvider: a mistake in the code. */
export function useObjectsLab(): ObjectsLab {
  const lab = useContext(ObjectsLabContext);
  if (lab === undefined) throw new Error('useObjectsLab needs an ObjectsLabProvider above it.');
  return lab;
}
