import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { InputOf } from '#shared/contract/index.ts';
import type { Progress } from '#shared/contract/progress.ts';
import type { WalkView } from '#shared/contract/walk.ts';
import { isCancelled, toWire, type WireError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useClient } from '../../client/client-context.tsx';

/** One walk of one object: the one that runs, or how the last one ended. */
export interface WalkRun {
  /** The last walk that came to an end; kept while another one of the same object runs, not when that one fails. */
  readonly view: WalkView | undefined;
  readonly error: WireError | undefined;
  readonly progress: Progress | undefined;
  readonly isRunning: boolean;
  readonly isCancelled: boolean;
  readonly again: () => void;
  readonly cancel: () => void;
}

type Ended =
  | { readonly kind: 'done'; readonly key: string; readonly view: WalkView }
  | { readonly kind: 'failed'; readonly key: string; readonly error: WireError }
  | { readonly kind: 'cancelled'; readonly key: string };

/** Walks as soon as the page is connected, and again when what is asked for changes. Leaving the page cancels it. */
export function useWalk(input: InputOf<'inspector.walk'>): WalkRun {
  const client = useClient();
  const [round, setRound] = useState(0);
  const [ended, setEnded] = useState<Ended>();
  const [last, setLast] = useState<{ readonly object: string; readonly view: WalkView }>();
  const [heard, setHeard] = useState<{ readonly key: string; readonly progress: Progress }>();
  const running = useRef<AbortController>(undefined);
  const object = JSON.stringify([input.lab, input.bucket, input.key, input.versionId]);
  const key = `${JSON.stringify(input)} ${round}`;

  const walk = useEffectEvent(async (on: Client, controller: AbortController) => {
    try {
      const view = await on.run('inspector.walk', input, {
        signal: controller.signal,
        onProgress: (progress) => {
          if (running.current === controller) setHeard({ key, progress });
        },
      });
      if (running.current !== controller) return;
      setLast({ object, view });
      setEnded({ kind: 'done', key, view });
    } catch (thrown) {
      if (running.current !== controller) return;
      setEnded(
        isCancelled(thrown) ? { kind: 'cancelled', key } : { kind: 'failed', key, error: toWire(thrown) },
      );
    }
  });

  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    running.current = controller;
    const timer = setTimeout(() => void walk(client, controller), 0);
    return () => {
      clearTimeout(timer);
      running.current = undefined;
      controller.abort();
    };
  }, [client, key]);

  const again = useCallback(() => setRound((before) => before + 1), []);
  const cancel = useCallback(() => running.current?.abort(), []);
  const now = ended?.key === key ? ended : undefined;
  return {
    view: last?.object === object && now?.kind !== 'failed' ? last.view : undefined,
    error: now?.kind === 'failed' ? now.error : undefined,
    progress: heard?.key === key ? heard.progress : undefined,
    isRunning: now === undefined,
    isCancelled: now?.kind === 'cancelled',
    again,
    cancel,
  };
}
