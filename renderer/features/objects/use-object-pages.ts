import { useCallback, useEffect, useRef, useState } from 'react';
import { isCancelled, type SealabError, toSealabError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import { NO_ROWS, type RowPages, rowsOf, withPage } from './list-rows.ts';

export interface ListWanted {
  readonly lab: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: '' | '/';
  readonly versions: boolean;
}

export interface ObjectPages {
  /** Undefined until the first page is there. */
  readonly rows: RowPages | undefined;
  readonly isComplete: boolean;
  readonly isLoading: boolean;
  readonly error: SealabError | undefined;
  /** Reads the next page, unless one is on its way or there is none. */
  readonly more: () => void;
  readonly reload: () => void;
}

interface Held {
  /** The question, and which time it was asked. */
  readonly query: string;
  readonly key: string;
  readonly rows?: RowPages;
  readonly next?: string;
  readonly error?: SealabError;
}

const TYPING_MS = 200;
/** Few enough that reading an answer does not hold the page up. */
const PAGE_ROWS = 500;

/** The list of a bucket, page by page. A new question drops what was read, and waits until the typing ends. */
export function useObjectPages(wanted: ListWanted): ObjectPages {
  const client = useClient();
  const [round, setRound] = useState(0);
  const { lab, bucket, prefix, delimiter, versions } = wanted;
  const query = JSON.stringify([lab, bucket, prefix, delimiter, versions]);
  const key = `${query} ${round}`;
  const [held, setHeld] = useState<Held>({ query, key });
  const [loading, setLoading] = useState<string>();
  const underWay = useRef<AbortController>(undefined);

  const read = useCallback(
    (after: string | undefined) => {
      if (client === undefined || underWay.current?.signal.aborted === false) return;
      const own = new AbortController();
      underWay.current = own;
      setLoading(key);
      client
        .ask(
          'objects.list',
          {
            lab,
            bucket,
            prefix,
            delimiter,
            versions,
            limit: PAGE_ROWS,
            ...(after === undefined ? {} : { after }),
          },
          { signal: own.signal },
        )
        .then(
          (page) => {
            if (own.signal.aborted) return;
            const rows = rowsOf(page);
            const rest = page.next === undefined ? {} : { next: page.next };
            setHeld((before) => ({
              query,
              key,
              rows: withPage(after === undefined ? NO_ROWS : (before.rows ?? NO_ROWS), rows),
              ...rest,
            }));
          },
          (thrown: unknown) => {
            if (own.signal.aborted || isCancelled(thrown)) return;
            const error = toSealabError(thrown);
            setHeld((before) => (before.query === query ? { ...before, key, error } : { query, key, error }));
          },
        )
        .finally(() => {
          own.abort();
          if (underWay.current === own) setLoading(undefined);
        });
    },
    [client, query, key, lab, bucket, prefix, delimiter, versions],
  );

  useEffect(() => {
    const timer = setTimeout(() => read(undefined), TYPING_MS);
    return () => {
      clearTimeout(timer);
      underWay.current?.abort();
    };
  }, [read]);

  // What was read before stays in sight while the same is asked for again.
  const rows = held.query === query ? held.rows : undefined;
  const { next, error }: Partial<Held> = held.key === key ? held : {};
  const more = useCallback(() => {
    if (next !== undefined && error === undefined) read(next);
  }, [next, error, read]);
  return {
    rows,
    isComplete: rows !== undefined && held.key === key && next === undefined && error === undefined,
    isLoading: loading === key || (rows === undefined && error === undefined),
    error,
    more,
    reload: useCallback(() => setRound((before) => before + 1), []),
  };
}
