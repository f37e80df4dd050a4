import { startTransition, useEffect, useRef, useState } from 'react';
import type { SealabError } from '#shared/errors.ts';
import { useFollowing } from '../../client/use-following.ts';
import { formatTimeOfDay } from '../../ui/time.ts';
import { emptyLog, type UsesBatch, type UsesLog, withBatch, withGap } from './uses-log.ts';

export interface HeardUses {
  readonly log: UsesLog;
  /** Why nothing is heard now. */
  readonly error: SealabError | undefined;
}

/** However many come, the page is drawn anew about this often. */
const DRAW_EVERY_MS = 120;
/** Shorter than that nobody calls it a gap. */
const LEAST_GAP_MS = 2_000;

/** Reads the uses of a lab's keys while the page is seen and connected. What was missed in between is a gap in the log. */
export function useKeyUses(lab: string): HeardUses {
  const [log, setLog] = useState(() => emptyLog(Date.now()));
  const [error, setError] = useState<SealabError>();
  const leftAtMs = useRef<number>(undefined);
  const waiting = useRef<UsesBatch[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isDrawing = useRef(false);
  const [draws, setDraws] = useState(0);

  const draw = (): void => {
    // What was told last is not on the screen yet: more of it would only begin the drawing anew.
    timer.current = isDrawing.current ? setTimeout(draw, DRAW_EVERY_MS) : undefined;
    if (timer.current !== undefined) return;
    const batches = waiting.current;
    waiting.current = [];
    const gap = gapSince(leftAtMs.current);
    leftAtMs.current = undefined;
    isDrawing.current = true;
    // Drawn in slices, so that the page answers however many there are.
    startTransition(() => {
      setLog((before) => batches.reduce(withBatch, gap === undefined ? before : withGap(before, gap)));
      setDraws((before) => before + 1);
      setError(undefined);
    });
  };

  useEffect(() => {
    isDrawing.current = false;
  }, [draws]);

  useFollowing({
    name: lab,
    onFail: setError,
    follow: async (client, signal) => {
      await client.read(
        'keys.uses',
        { lab },
        {
          signal,
          onChunk: (batch) => {
            waiting.current.push(batch);
            timer.current ??= setTimeout(draw, DRAW_EVERY_MS);
          },
        },
      );
    },
    onLeave: () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      waiting.current = [];
      leftAtMs.current = Date.now();
    },
  });

  return { log, error };
}

/** What is said of the time in which nobody listened; undefined where it was too short to miss anything. */
function gapSince(leftAtMs: number | undefined): string | undefined {
  if (leftAtMs === undefined || Date.now() - leftAtMs < LEAST_GAP_MS) return undefined;
  const [since, until] = [new Date(leftAtMs), new Date()].map((date) => formatTimeOfDay(date.toISOString()));
  return `Not followed from ${since} to ${until}: nobody saw this page, or it was not connected`;
}
