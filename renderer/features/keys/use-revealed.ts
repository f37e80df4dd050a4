import { useCallback, useEffect, useState } from 'react';
import { toWire, type WireError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import { useNow } from '../../ui/use-now.ts';

interface Shown {
  readonly value: string;
  readonly untilMs: number;
}

export interface Revealed {
  /** Set while the value may be seen. */
  readonly value: string | undefined;
  readonly secondsLeft: number;
  readonly problem: WireError | undefined;
  readonly reveal: () => void;
  readonly cover: () => void;
  readonly isDisabled: boolean;
}

/** One secret of a lab: revealed on demand, covered again by itself, on leaving, and when the page is hidden. */
export function useRevealed(lab: string, id: string): Revealed {
  const client = useClient();
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState<WireError>();
  const now = useNow(500, shown !== undefined);
  const cover = useCallback(() => setShown(undefined), []);

  useEffect(() => {
    if (shown === undefined) return;
    const timer = setTimeout(cover, Math.max(0, shown.untilMs - Date.now()));
    const hide = (): void => {
      if (document.hidden) cover();
    };
    document.addEventListener('visibilitychange', hide);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', hide);
    };
  }, [shown, cover]);

  const ask = useCallback(async () => {
    setProblem(undefined);
    try {
      if (client === undefined) return;
      const { value, coverAfterSeconds } = await client.ask('secrets.reveal', { lab, id });
      setShown({ value, untilMs: Date.now() + coverAfterSeconds * 1000 });
    } catch (thrown) {
      setShown(undefined);
      setProblem(toWire(thrown));
    }
  }, [client, lab, id]);

  return {
    value: shown?.value,
    secondsLeft: shown === undefined ? 0 : Math.max(0, Math.ceil((shown.untilMs - now) / 1000)),
    problem,
    reveal: () => void ask(),
    cover,
    isDisabled: client === undefined,
  };
}
