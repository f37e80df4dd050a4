import { type RefObject, useLayoutEffect, useState } from 'react';

/** The width of an element in pixels, 0 until it is known; follows its size. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  // Before the first paint: nothing jumps.
  useLayoutEffect(() => {
    const seen = element.current;
    if (seen === null) return;
    // oxlint-disable-next-line react/set-state-in-effect -- only what is laid out has a width
    setWidth(seen.clientWidth);
    const observer = new ResizeObserver(() => setWidth(seen.clientWidth));
    observer.observe(seen);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
