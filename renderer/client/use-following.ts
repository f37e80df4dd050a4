import { useEffect, useEffectEvent } from 'react';
import type { SealabError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useClient } from './client-context.tsx';
import { keepFollowing } from './keep-following.ts';
import { usePageVisible } from './page-visibility.ts';

export interface Following {
  /** What is followed: by another name it is left and begun anew. */
  readonly name: string;
  /** Runs until what it follows ends or fails, or the signal aborts. */
  readonly follow: (client: Client, signal: AbortSignal) => Promise<void>;
  /** Told why it failed, each time. */
  readonly onFail: (error: SealabError) => void;
  /** Told when nobody follows it any more. */
  readonly onLeave?: () => void;
}

/** Follows something while the component stands, the connection holds and the page is seen; begins again when it ends or fails. */
export function useFollowing(following: Following): void {
  const client = useClient();
  const isVisible = usePageVisible();
  const { name } = following;
  const follow = useEffectEvent((on: Client, signal: AbortSignal) => following.follow(on, signal));
  const fail = useEffectEvent((error: SealabError) => following.onFail(error));
  const leave = useEffectEvent(() => following.onLeave?.());

  useEffect(() => {
    if (client === undefined || !isVisible) return;
    const controller = new AbortController();
    const followed = { follow: (signal: AbortSignal) => follow(client, signal), onFail: fail };
    void keepFollowing(followed, controller.signal);
    return () => {
      controller.abort();
      leave();
    };
  }, [client, name, isVisible]);
}
