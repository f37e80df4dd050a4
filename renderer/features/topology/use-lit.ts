import { useEffect, useRef, useState } from 'react';
import type { TopologyView } from '#shared/contract/details.ts';

const HOLD_MS = 1_200;
const EACH_MS = 90;

const NONE: ReadonlySet<string> = new Set();

/** Connections whose count moved: lit for 1.2 s, 90 ms apart along the data path, as in every picture of Sealab. */
export function useLit(view: TopologyView | undefined): ReadonlySet<string> {
  const [lit, setLit] = useState(NONE);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());

  useEffect(() => {
    const later = (ms: number, run: () => void): void => {
      const timer = setTimeout(() => {
        timers.current.delete(timer);
        run();
      }, ms);
      timers.current.add(timer);
    };
    for (const [order, ids] of movedByOrder(view).entries()) {
      if (ids.length === 0) continue;
      later(order * EACH_MS, () => setLit((before) => new Set([...before, ...ids])));
      later(order * EACH_MS + HOLD_MS, () =>
        setLit((before) => new Set([...before].filter((id) => !ids.includes(id)))),
      );
    }
  }, [view]);

  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
      running.clear();
    };
  }, []);
  return lit;
}

/** The connections that moved, first those from the applications, then those to KES. */
export function movedByOrder(view: TopologyView | undefined): readonly (readonly string[])[] {
  const moved = (view?.connections ?? []).filter(({ requests = 0 }) => requests > 0);
  const fromClient = moved.filter(({ from }) => from === 'client').map(({ id }) => id);
  return [fromClient, moved.map(({ id }) => id).filter((id) => !fromClient.includes(id))];
}
