import { useState } from 'react';
import type { SealabError } from '#shared/errors.ts';
import { useFollowing } from '../../client/use-following.ts';
import { joinLines, linesOf, MOST_LINES } from './log-lines.ts';

export interface ServiceLogFeed {
  /** Since the log is followed, oldest first, with a few from before. */
  readonly lines: readonly string[];
  /** Why nobody follows it now; it is tried again. */
  readonly error: SealabError | undefined;
}

/** Few, for they come from every service of the lab; what was written before is asked for by itself. */
const TAIL_LINES = 50;

/** Follows the log of a service line by line while the page is seen. */
export function useServiceLog(lab: string, service: string): ServiceLogFeed {
  const [lines, setLines] = useState<readonly string[]>([]);
  const [error, setError] = useState<SealabError>();
  useFollowing({
    name: `${lab} ${service}`,
    onFail: setError,
    follow: async (client, signal) => {
      let isFirst = true;
      await client.read(
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
            setLines((before) =>
              isAgain ? joinLines(before, news) : [...before, ...news].slice(-MOST_LINES),
            );
          },
        },
      );
    },
  });
  return { lines, error };
}
