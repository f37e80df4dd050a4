import { useState } from 'react';
import type { FeedName, InputOf, OutputOf } from '#shared/contract/index.ts';
import type { SealabError } from '#shared/errors.ts';
import { useClient } from './client-context.tsx';
import { useFollowing } from './use-following.ts';

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

/** Follows a feed while the component stands, the connection holds and the page is seen; subscribes again after that. */
export function useFeed<N extends FeedName>(name: N, input: InputOf<N>): FeedValue<OutputOf<N>> {
  const client = useClient();
  const key = `${name} ${JSON.stringify(input)}`;
  const [held, setHeld] = useState<Held<OutputOf<N>>>({ key });

  useFollowing({
    name: key,
    follow: (on, signal) => on.follow(name, input, { signal, onValue: (value) => setHeld({ key, value }) }),
    onFail: (error) => setHeld((before) => (before.key === key ? { ...before, error } : { key, error })),
  });

  const current = held.key === key ? held : { key };
  return { value: current.value, error: current.error, isStale: client === undefined };
}
