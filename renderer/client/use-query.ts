import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import type { InputOf, OutputOf, QueryName } from '#shared/contract/index.ts';
import { isCancelled, type SealabError, toSealabError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useClient } from './client-context.tsx';

export interface QueryValue<T> {
  /** The last answer, also while a newer question is on its way. */
  readonly value: T | undefined;
  readonly error: SealabError | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface Answer<T> {
  readonly key: string;
  readonly value: T | undefined;
  readonly error: SealabError | undefined;
}

/** Asks a query and asks again when its input changes; `input` undefined asks nothing. `delayMs` waits for typing to end. */
export function useQuery<N extends QueryName>(
  name: N,
  input: InputOf<N> | undefined,
  delayMs = 0,
): QueryValue<OutputOf<N>> {
  const client = useClient();
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<Answer<OutputOf<N>> | undefined>();
  const key = input === undefined ? undefined : `${name} ${JSON.stringify(input)} ${round}`;

  const ask = useEffectEvent(async (on: Client, signal: AbortSignal) => {
    if (input === undefined || key === undefined) return;
    try {
      const value = await on.ask(name, input, { signal });
      if (!signal.aborted) setAnswer({ key, value, error: undefined });
    } catch (thrown) {
      if (signal.aborted || isCancelled(thrown)) return;
      setAnswer((before) => ({ key, value: before?.value, error: toSealabError(thrown) }));
    }
  });

  useEffect(() => {
    if (client === undefined || key === undefined) return;
    const controller = new AbortController();
    const timer = setTimeout(() => void ask(client, controller.signal), delayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, key, delayMs]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  const isCurrent = answer !== undefined && answer.key === key;
  return {
    value: answer?.value,
    error: isCurrent ? answer.error : undefined,
    isLoading: key !== undefined && !isCurrent,
    reload,
  };
}
