import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

export interface VirtualRowsOptions {
  readonly place: RefObject<HTMLDivElement | null>;
  readonly count: number;
  /** Pixels of the row at an index. */
  readonly heightOf: (index: number) => number;
  /** Has to be another function whenever the rows are others. */
  readonly keyOf: (index: number) => number;
}

/** Rows of known heights, of which only those in sight exist. */
export function useVirtualRows(options: VirtualRowsOptions): Virtualizer<HTMLDivElement, Element> {
  const { place, count, heightOf, keyOf } = options;
  // oxlint-disable-next-line react/incompatible-library -- nothing compiles this page's components; the hook is used as documented
  return useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => place.current,
    estimateSize: heightOf,
    getItemKey: keyOf,
    overscan: 12,
  });
}
