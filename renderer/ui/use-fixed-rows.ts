import { type RefObject, useEffect, useState } from 'react';

/** The part of a list that is drawn. */
export interface FixedRows {
  /** The first row to draw, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** The height of what is not drawn above and below, in pixels. */
  readonly abovePx: number;
  readonly belowPx: number;
}

export interface FixedRowsOptions {
  readonly count: number;
  /** The height of each row. */
  readonly rowPx: number;
}

/** What is seen of a scrolled list, in pixels. */
export interface Sight {
  readonly topPx: number;
  readonly heightPx: number;
}

/** Rows beyond the edge, so that arrows and the wheel find some before the next drawing. */
const BEYOND = 10;
/** Before it is measured. */
const FIRST_SIGHT: Sight = { topPx: 0, heightPx: 600 };

/** The rows of one height that are in sight. */
export function rowsInSight({ count, rowPx }: FixedRowsOptions, { topPx, heightPx }: Sight): FixedRows {
  const from = Math.max(0, Math.min(count, Math.floor(topPx / rowPx) - BEYOND));
  const to = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + BEYOND);
  return { from, to, abovePx: from * rowPx, belowPx: (count - to) * rowPx };
}

/** Follows which rows of a scrolled list are in sight. What it costs does not depend on how many there are. */
export function useFixedRows(list: RefObject<HTMLElement | null>, options: FixedRowsOptions): FixedRows {
  const { rowPx } = options;
  const [sight, setSight] = useState(FIRST_SIGHT);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    // By whole rows: less would draw the same again.
    const look = (): void => {
      const topPx = Math.floor(element.scrollTop / rowPx) * rowPx;
      const heightPx = element.clientHeight;
      setSight((before) =>
        before.topPx === topPx && before.heightPx === heightPx ? before : { topPx, heightPx },
      );
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [list, rowPx]);
  return rowsInSight(options, sight);
}

/** Brings a row into sight, as little as that takes. `headPx` of the list lie under a head that stays. */
export function scrollToRow(list: HTMLElement, index: number, { rowPx, headPx }: ScrolledRows): void {
  const top = index * rowPx;
  const lowest = top + rowPx + headPx - list.clientHeight;
  if (list.scrollTop > top) list.scrollTo({ top });
  else if (list.scrollTop < lowest) list.scrollTo({ top: lowest });
}

interface ScrolledRows {
  readonly rowPx: number;
  readonly headPx: number;
}
