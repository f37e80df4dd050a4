import { useEffect, useEffectEvent, useState } from 'react';
import { isCancelled, type SealabError, toSealabError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useClient } from '../../client/client-context.tsx';
import { usePageVisible } from '../../client/page-visibility.ts';
import { joinLines, linesOf, MOST_LINES } from './log-lines.ts';

export interface ServiceLogFeed {
  /** Since the log is followed, oldest first, with a few from before. */
  readonly lines: readonly string[];
  /** Why nobody follows it now; it is tried again. */
  readonly error: SealabError | undefined;
}

/** Few, for they come from every service of the lab; what was written before is asked for by itself. */
const TAIL_LINES = 50;
const AGAIN_AFTER_MS = 2_000;

/** Follows the log of a service line by line while the page is seen. */
export function useServiceLog(lab: string, service: string): ServiceLogFeed {
  const client = useClient();
  const isVisible = usePageVisible();
  const [lines, setLines] = useState<readonly string[]>([]);
  const [error, setError] = useState<SealabError>();

  const follow = useEffectEvent(async (on: Client, signal: AbortSignal) => {
    let isFirst = true;
    await on.read(
      'events.follow',
      { lab, tailLines: TAIL_LINES },
      {
        signal,
        onChunk: (events) => {
          const news = linesOf(events, service);
          if (signal.aborted || (news.length === 0 && !isFirst)) return;
          setError(undefined);
          // A log that is followed anew tells its newest lines again.
          const isAgain = isFirst;
          isFirst = false;
          setLines((before) => (isAgain ? joinLines(before, news) : [...before, ...news].slice(-MOST_LINES)));
        },
      },
    );
  });

  useEffect(() => {
    if (client === undefined || !isVisible) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = async (): Promise<void> => {
      try {
        await follow(client, controller.signal);
      } catch (thrown) {
        if (controller.signal.aborted || isCancelled(thrown)) return;
        setError(toSealabError(thrown));
      }
      if (!controller.signal.aborted) timer = setTimeout(() => void start(), AGAIN_AFTER_MS);
    };
    void start();
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, isVisible]);

  return { lines, error };
}
