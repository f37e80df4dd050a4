import { startTransition, useEffect, useEffectEvent, useRef, useState } from 'react';
import { isCancelled, type SealabError, toSealabError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useClient } from '../../client/client-context.tsx';
import { usePageVisible } from '../../client/page-visibility.ts';
import { formatTimeOfDay } from '../../ui/time.ts';
import { emptyLog, type UsesBatch, type UsesLog, withBatch, withGap } from './uses-log.ts';

export interface HeardUses {
  readonly log: UsesLog;
  /** Why nothing is heard now. */
  readonly error: SealabError | undefined;
}

/** However many come, the page is drawn anew about this often. */
const DRAW_EVERY_MS = 120;
const AGAIN_AFTER_MS = 1_500;
/** Shorter than that nobody calls it a gap. */
const LEAST_GAP_MS = 2_000;

/** Reads the uses of a lab's keys while the page is seen and connected. What was missed in between is a gap in the log. */
export function useKeyUses(lab: string): HeardUses {
  const client = useClient();
  const isVisible = usePageVisible();
  const [log, setLog] = useState(() => emptyLog(Date.now()));
  const [error, setError] = useState<SealabError>();
  const leftAtMs = useRef<number>(undefined);
  const isDrawing = useRef(false);
  const [draws, setDraws] = useState(0);

  const take = useEffectEvent((batches: readonly UsesBatch[]) => {
    const gap = gapSince(leftAtMs.current);
    leftAtMs.current = undefined;
    isDrawing.current = true;
    // Drawn in slices, so that the page answers however many there are.
    startTransition(() => {
      setLog((before) => batches.reduce(withBatch, gap === undefined ? before : withGap(before, gap)));
      setDraws((before) => before + 1);
      setError(undefined);
    });
  });
  const fail = useEffectEvent((thrown: unknown) => setError(toSealabError(thrown)));

  useEffect(() => {
    isDrawing.current = false;
  }, [draws]);

  useEffect(() => {
    if (client === undefined || !isVisible) return;
    const controller = new AbortController();
    const stop = followUses({
      client,
      lab,
      signal: controller.signal,
      onBatches: take,
      onError: fail,
      isDrawing: () => isDrawing.current,
    });
    return () => {
      controller.abort();
      stop();
      leftAtMs.current = Date.now();
    };
  }, [client, lab, isVisible]);

  return { log, error };
}

/** What is said of the time in which nobody listened; undefined where it was too short to miss anything. */
function gapSince(leftAtMs: number | undefined): string | undefined {
  if (leftAtMs === undefined || Date.now() - leftAtMs < LEAST_GAP_MS) return undefined;
  const [since, until] = [new Date(leftAtMs), new Date()].map((date) => formatTimeOfDay(date.toISOString()));
  return `Not followed from ${since} to ${until}: nobody saw this page, or it was not connected`;
}

interface FollowUses {
  readonly client: Client;
  readonly lab: string;
  readonly signal: AbortSignal;
  readonly onBatches: (batches: readonly UsesBatch[]) => void;
  readonly onError: (thrown: unknown) => void;
  /** What was told last is not on the screen yet: more of it would only begin the drawing anew. */
  readonly isDrawing: () => boolean;
}

/** Reads the stream, again after it ends, and tells in batches. Returns what stops the timers. */
function followUses({ client, lab, signal, onBatches, onError, isDrawing }: FollowUses): () => void {
  let waiting: UsesBatch[] = [];
  let drawing: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const draw = (): void => {
    drawing = isDrawing() ? setTimeout(draw, DRAW_EVERY_MS) : undefined;
    if (drawing !== undefined) return;
    const batches = waiting;
    waiting = [];
    onBatches(batches);
  };
  const read = async (): Promise<void> => {
    try {
      await client.read(
        'keys.uses',
        { lab },
        {
          signal,
          onChunk: (batch) => {
            waiting.push(batch);
            drawing ??= setTimeout(draw, DRAW_EVERY_MS);
          },
        },
      );
    } catch (thrown) {
      if (signal.aborted || isCancelled(thrown)) return;
      onError(thrown);
    }
    if (!signal.aborted) again = setTimeout(() => void read(), AGAIN_AFTER_MS);
  };
  void read();
  return () => {
    clearTimeout(drawing);
    clearTimeout(again);
  };
}
