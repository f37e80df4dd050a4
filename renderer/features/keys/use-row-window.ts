import { type RefObject, useEffect, useState } from 'react';

export interface RowWindow {
  /** The first row to draw, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** The height of what is not drawn above and below, in pixels. */
  readonly abovePx: number;
  readonly belowPx: number;
}

const ROW_PX = 29;
/** Rows beyond the edge, so that arrows and the wheel find some before the next drawing. */
const BEYOND = 10;

/** The part of `count` rows of one height that is in sight. */
export function rowsInSight(count: number, scrollTopPx: number, heightPx: number): RowWindow {
  const from = Math.max(0, Math.min(count, Math.floor(scrollTopPx / ROW_PX) - BEYOND));
  const to = Math.min(count, Math.ceil((scrollTopPx + heightPx) / ROW_PX) + BEYOND);
  return { from, to, abovePx: from * ROW_PX, belowPx: (count - to) * ROW_PX };
}

/** Follows what of a scrolled list is in sight. */
export function useRowWindow(list: RefObject<HTMLElement | null>, count: number): RowWindow {
  const [sight, setSight] = useState({ topPx: 0, heightPx: 600 });
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    // By whole rows: less would draw the same again.
    const look = (): void => {
      const topPx = Math.floor(element.scrollTop / ROW_PX) * ROW_PX;
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
  }, [list]);
  return rowsInSight(count, sight.topPx, sight.heightPx);
}
