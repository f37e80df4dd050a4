import { type RefObject, useCallback, useEffect, useState } from 'react';

export interface FixedRows {
  /** The rows that exist: from `first` up to, and without, `end`. */
  readonly first: number;
  readonly end: number;
  /** Brings a row into sight, as little as that takes. */
  readonly scrollTo: (index: number) => void;
}

export interface FixedRowsOptions {
  readonly place: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly rowPx: number;
  /** What lies over the first rows in sight: a head that stays. */
  readonly headPx: number;
}

const AROUND = 10;

/** Rows of one height, of which only those in sight exist. What it costs does not depend on how many there are. */
export function useFixedRows({ place, count, rowPx, headPx }: FixedRowsOptions): FixedRows {
  const [range, setRange] = useState({ first: 0, end: AROUND * 4 });
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const look = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowPx) - AROUND);
      const end = Math.ceil((element.scrollTop + element.clientHeight) / rowPx) + AROUND;
      setRange((before) => (before.first === first && before.end === end ? before : { first, end }));
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [place, rowPx]);

  const scrollTo = useCallback(
    (index: number) => {
      const element = place.current;
      if (element === null) return;
      const top = index * rowPx;
      const lowest = top + rowPx + headPx - element.clientHeight;
      if (element.scrollTop > top) element.scrollTo({ top });
      else if (element.scrollTop < lowest) element.scrollTo({ top: lowest });
    },
    [place, rowPx, headPx],
  );
  const end = Math.min(count, range.end);
  return { first: Math.min(range.first, end), end, scrollTo };
}
