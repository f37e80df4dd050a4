import { useEffect, useEffectEvent, useState } from 'react';
import type { FeedName, InputOf, OutputOf } from '#shared/contract/index.ts';
import { isCancelled, type SealabError, toSealabError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useClient } from './client-context.tsx';
import { usePageVisible } from './page-visibility.ts';

export interface FeedValue<T> {
  /** The last snapshot; kept while the connection is gone. */
  readonly value: T | undefined;
  readonly error: SealabError | undefined;
  /** Nobody keeps the value up to date now. */
  readonly isStale: boolean;
}

interface Held<T> {
  readonly key: string;
  readonly value?: T;
  readonly error?: SealabError;
}

const AGAIN_AFTER_MS = 1500;

/** Follows a feed while the component stands, the connection holds and the page is seen; subscribes again after that. */
export function useFeed<N extends FeedName>(name: N, input: InputOf<N>): FeedValue<OutputOf<N>> {
  const client = useClient();
  const isVisible = usePageVisible();
  const key = `${name} ${JSON.stringify(input)}`;
  const [held, setHeld] = useState<Held<OutputOf<N>>>({ key });

  const follow = useEffectEvent((on: Client, signal: AbortSignal) =>
    on.follow(name, input, { signal, onValue: (value) => setHeld({ key, value }) }),
  );
  const fail = useEffectEvent((error: SealabError) =>
    setHeld((before) => (before.key === key ? { ...before, error } : { key, error })),
  );

  useEffect(() => {
    if (client === undefined || !isVisible) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = async (): Promise<void> => {
      try {
        await follow(client, controller.signal);
      } catch (thrown) {
        if (controller.signal.aborted || isCancelled(thrown)) return;
        fail(toSealabError(thrown));
      }
      if (!controller.signal.aborted) timer = setTimeout(() => void start(), AGAIN_AFTER_MS);
    };
    void start();
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, key, isVisible]);

  const current = held.key === key ? held : { key };
  return { value: current.value, error: current.error, isStale: client === undefined };
}
