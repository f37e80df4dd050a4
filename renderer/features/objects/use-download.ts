import { useCallback, useEffect, useRef, useState } from 'react';
import { isCancelled, toWire, type WireError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import { type DownloadWanted, downloadObject } from './download.ts';
import { notConnected } from './use-run.ts';

export interface Download {
  readonly wanted: DownloadWanted;
  readonly sizeBytes: number;
  readonly bytes: number;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly error: WireError | undefined;
}

export interface Downloads {
  /** The last one; undefined before there is one, and after it was put away. */
  readonly current: Download | undefined;
  readonly start: (wanted: DownloadWanted, sizeBytes: number) => void;
  readonly cancel: () => void;
  readonly dismiss: () => void;
}

/** One download at a time, with progress; leaving the page cancels it. */
export function useDownload(): Downloads {
  const client = useClient();
  const [current, setCurrent] = useState<Download>();
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);

  const start = useCallback(
    (wanted: DownloadWanted, sizeBytes: number) => {
      controller.current?.abort();
      const own = new AbortController();
      controller.current = own;
      const tell = (change: Partial<Download>): void => {
        if (controller.current !== own) return;
        setCurrent((before) => (before === undefined ? before : { ...before, ...change }));
      };
      setCurrent({ wanted, sizeBytes, bytes: 0, state: 'running', error: undefined });
      const work =
        client === undefined
          ? Promise.reject(notConnected())
          : downloadObject(client, wanted, {
              sizeBytes,
              signal: own.signal,
              onBytes: (bytes) => tell({ bytes }),
            });
      work.then(
        () => tell({ state: 'done' }),
        (thrown: unknown) =>
          tell(isCancelled(thrown) ? { state: 'cancelled' } : { state: 'failed', error: toWire(thrown) }),
      );
    },
    [client],
  );
  return {
    current,
    start,
    cancel: useCallback(() => controller.current?.abort(), []),
    dismiss: useCallback(() => setCurrent(undefined), []),
  };
}
