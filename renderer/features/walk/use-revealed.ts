import { useCallback, useEffect, useState } from 'react';
import { toWire, type WireError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useSettings } from '../settings/settings-context.tsx';

/** The one secret of a walk that is seen now, if any. */
export interface Revealed {
  /** Of the value with this id, as long as it is seen. */
  readonly valueOf: (id: string) => string | undefined;
  readonly secondsLeft: number;
  readonly reveal: (id: string) => void;
  readonly cover: () => void;
  readonly problem: WireError | undefined;
  /** Why nothing is revealed now. */
  readonly refusal: string | undefined;
}

interface Shown {
  readonly walk: string;
  readonly id: string;
  readonly value: string;
  readonly untilMs: number;
  readonly forSeconds: number;
}

/** Reveals the secrets of a walk one at a time; covers again after the time that the core gives, when the page is hidden or left. */
export function useRevealed(lab: string, walk: string | undefined): Revealed {
  const client = useClient();
  const isShared = useSettings().value?.sharedScreen === true;
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState<{ readonly walk: string | undefined; readonly error: WireError }>();
  const now = useNow(500, shown !== undefined);
  const isSeen = shown !== undefined && shown.walk === walk && !isShared;

  useEffect(() => {
    if (shown === undefined) return;
    const timer = setTimeout(() => setShown(undefined), Math.max(0, shown.untilMs - Date.now()));
    const cover = (): void => {
      if (document.hidden) setShown(undefined);
    };
    document.addEventListener('visibilitychange', cover);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', cover);
    };
  }, [shown]);

  const ask = useCallback(
    async (id: string) => {
      setProblem(undefined);
      if (client === undefined || walk === undefined || isShared) return;
      try {
        const { value, coverAfterSeconds } = await client.ask('inspector.reveal', { lab, walk, value: id });
        const untilMs = Date.now() + coverAfterSeconds * 1000;
        setShown({ walk, id, value, untilMs, forSeconds: coverAfterSeconds });
      } catch (thrown) {
        setShown(undefined);
        setProblem({ walk, error: toWire(thrown) });
      }
    },
    [client, lab, walk, isShared],
  );
  const reveal = useCallback((id: string) => void ask(id), [ask]);
  const cover = useCallback(() => setShown(undefined), []);

  return {
    valueOf: (id) => (isSeen && shown.id === id ? shown.value : undefined),
    secondsLeft: isSeen
      ? Math.min(shown.forSeconds, Math.max(0, Math.ceil((shown.untilMs - now) / 1000)))
      : 0,
    reveal,
    cover,
    problem: problem?.walk === walk ? problem?.error : undefined,
    refusal: isShared ? 'The screen is shared: secrets stay covered.' : undefined,
  };
}
