import { useCallback, useEffect, useState } from 'react';
import { toWire, type WireError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useNow } from '../ui/use-now.ts';
import { useClient } from './client-context.tsx';

export interface RevealedOptions {
  /** What the secrets belong to: none of another one is seen. Undefined while nothing is there to ask about. */
  readonly owner: string | undefined;
  /** Why nothing is revealed now; undefined where that may be. */
  readonly refusal?: string | undefined;
  /** Asks for the value of the secret that its owner knows by this id. */
  readonly ask: (client: Client, id: string, owner: string) => Promise<RevealedValue>;
}

export interface RevealedValue {
  readonly value: string;
  readonly coverAfterSeconds: number;
}

/** The one secret that is seen now, if any. */
export interface Revealed {
  /** Of the secret with this id, as long as it is seen. */
  readonly valueOf: (id: string) => string | undefined;
  readonly secondsLeft: number;
  readonly reveal: (id: string) => void;
  readonly cover: () => void;
  readonly problem: WireError | undefined;
  readonly refusal: string | undefined;
  /** Nobody is there to be asked. */
  readonly isDisconnected: boolean;
}

interface Shown extends RevealedValue {
  readonly owner: string;
  readonly id: string;
  /** In milliseconds since 1970. */
  readonly untilMs: number;
}

/** Reveals secrets one at a time; covers again after the time that the core gives, and when the page is hidden or left. */
export function useRevealed({ owner, refusal, ask }: RevealedOptions): Revealed {
  const client = useClient();
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState<{ readonly owner: string; readonly error: WireError }>();
  const now = useNow(500, shown !== undefined);
  const isSeen = shown !== undefined && shown.owner === owner && refusal === undefined;

  useEffect(() => {
    if (shown === undefined) return;
    const timer = setTimeout(() => setShown(undefined), Math.max(0, shown.untilMs - Date.now()));
    const hide = (): void => {
      if (document.hidden) setShown(undefined);
    };
    document.addEventListener('visibilitychange', hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', hide);
    };
  }, [shown]);

  const askFor = async (id: string): Promise<void> => {
    setProblem(undefined);
    if (client === undefined || owner === undefined || refusal !== undefined) return;
    try {
      const { value, coverAfterSeconds } = await ask(client, id, owner);
      setShown({ owner, id, value, coverAfterSeconds, untilMs: Date.now() + coverAfterSeconds * 1000 });
    } catch (thrown) {
      setShown(undefined);
      setProblem({ owner, error: toWire(thrown) });
    }
  };

  return {
    valueOf: (id) => (isSeen && shown.id === id ? shown.value : undefined),
    secondsLeft: isSeen ? secondsUntil(shown, now) : 0,
    reveal: (id) => void askFor(id),
    cover: useCallback(() => setShown(undefined), []),
    problem: problem !== undefined && problem.owner === owner ? problem.error : undefined,
    refusal,
    isDisconnected: client === undefined,
  };
}

/** Between 0 and the whole time, whatever the clock of the last tick says. */
function secondsUntil({ untilMs, coverAfterSeconds }: Shown, nowMs: number): number {
  return Math.min(coverAfterSeconds, Math.max(0, Math.ceil((untilMs - nowMs) / 1000)));
}
