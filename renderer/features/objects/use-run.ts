import { useCallback, useEffect, useRef, useState } from 'react';
import type { InputOf, OperationName, OutputOf } from '#shared/contract/index.ts';
import type { Progress } from '#shared/contract/progress.ts';
import { isCancelled, SealabError, toWire, type WireError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';

export interface Run<N extends OperationName> {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: Progress | undefined;
  readonly value: OutputOf<N> | undefined;
  readonly error: WireError | undefined;
  /** Resolves with the result, or with undefined where it failed or was cancelled: `state` and `error` tell which. */
  readonly start: (input: InputOf<N>) => Promise<OutputOf<N> | undefined>;
  readonly cancel: () => void;
}

type Held<N extends OperationName> = Pick<Run<N>, 'state' | 'progress' | 'value' | 'error'>;

/** One operation at a time, shown where it was started; it is cancelled when that place goes. */
export function useRun<N extends OperationName>(name: N): Run<N> {
  const client = useClient();
  const [held, setHeld] = useState<Held<N>>(idle);
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);

  const start = useCallback(
    async (input: InputOf<N>): Promise<OutputOf<N> | undefined> => {
      controller.current?.abort();
      const own = new AbortController();
      controller.current = own;
      const tell = (next: Held<N>): void => {
        if (controller.current === own) setHeld(next);
      };
      tell({ ...idle(), state: 'running' });
      try {
        if (client === undefined) throw notConnected();
        const value = await client.run(name, input, {
          signal: own.signal,
          onProgress: (progress) => tell({ ...idle(), state: 'running', progress }),
        });
        tell({ ...idle(), state: 'done', value });
        return value;
      } catch (thrown) {
        if (isCancelled(thrown)) tell({ ...idle(), state: 'cancelled' });
        else tell({ ...idle(), state: 'failed', error: toWire(thrown) });
        return undefined;
      }
    },
    [client, name],
  );
  const cancel = useCallback(() => controller.current?.abort(), []);
  return { ...held, start, cancel };
}

function idle<N extends OperationName>(): Held<N> {
  return { state: 'idle', progress: undefined, value: undefined, error: undefined };
}

/** Nothing can be asked of Sealab now. */
export function notConnected(): SealabError {
  return new SealabError('protocol', 'Sealab is not connected now.', {
    fix: 'Wait until the line on top is gone, then try again.',
  });
}
