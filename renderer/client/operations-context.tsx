import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { InputOf, OperationName, OutputOf } from '#shared/contract/index.ts';
import type { OperationSnapshot, Progress } from '#shared/contract/progress.ts';
import { SealabError, toSealabError, toWire } from '#shared/errors.ts';
import { useClient, useConnection } from './client-context.tsx';
import { isSameRun, mergeOperations } from './merge-operations.ts';
import { useFeed } from './use-feed.ts';

export interface OperationAbout {
  readonly title: string;
  readonly lab?: string;
}

export interface Operations {
  /** All that run or ended in the last minutes and were not put away, newest first. */
  readonly list: readonly OperationSnapshot[];
  readonly start: <N extends OperationName>(
    name: N,
    input: InputOf<N>,
    about: OperationAbout,
  ) => Promise<OutputOf<N> | undefined>;
  /** Rejects with a SealabError when nobody could be told. */
  readonly cancel: (operation: OperationSnapshot) => Promise<void>;
  /** Puts an ended operation away, in this window. */
  readonly dismiss: (operation: OperationSnapshot) => void;
}

const OperationsContext = createContext<Operations | undefined>(undefined);

/** Starts operations and finds those again that any window started, also after a reload. */
export function OperationsProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const connection = useConnection();
  const fed = useFeed('operations.changed', {});
  const [own, setOwn] = useState<readonly OperationSnapshot[]>([]);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const controllers = useRef(new Map<string, AbortController>());
  const nextId = useRef(0);
  const heard = useRef<readonly OperationSnapshot[]>([]);
  useEffect(() => {
    heard.current = fed.value ?? [];
  }, [fed.value]);

  const update = useCallback((id: string, change: Partial<OperationSnapshot>) => {
    setOwn((before) => before.map((one) => (one.id === id ? { ...one, ...change } : one)));
  }, []);

  const forget = useCallback((id: string) => setOwn((before) => before.filter((one) => one.id !== id)), []);

  const start = useCallback(
    async <N extends OperationName>(name: N, input: InputOf<N>, about: OperationAbout) => {
      const id = `own-${nextId.current++}`;
      const controller = new AbortController();
      controllers.current.set(id, controller);
      const lab = about.lab === undefined ? {} : { lab: about.lab };
      const begun: OperationSnapshot = {
        id,
        name,
        title: about.title,
        state: 'running',
        startedAt: new Date().toISOString(),
        ...lab,
      };
      setOwn((before) => [...before.slice(-20), begun]);
      try {
        if (client === undefined) throw noConnection();
        const result = await client.run(name, input, {
          signal: controller.signal,
          onProgress: (progress: Progress) => update(id, { progress }),
        });
        forget(id);
        return result;
      } catch (thrown) {
        const error = toSealabError(thrown);
        const goesOnElsewhere =
          error.code === 'protocol' && connection.state.kind !== 'open' && client !== undefined;
        if (goesOnElsewhere || heard.current.some((theirs) => isSameRun(begun, theirs))) forget(id);
        else update(id, { state: error.code === 'cancelled' ? 'cancelled' : 'failed', error: toWire(error) });
        return undefined;
      } finally {
        controllers.current.delete(id);
      }
    },
    [client, connection, forget, update],
  );

  const cancel = useCallback(
    async (operation: OperationSnapshot) => {
      const controller = controllers.current.get(operation.id);
      if (controller !== undefined) controller.abort();
      else if (client === undefined) throw noConnection();
      else await client.ask('operations.cancel', { id: operation.id });
    },
    [client],
  );

  const dismiss = useCallback((operation: OperationSnapshot) => {
    setDismissed((before) => [...before.slice(-50), operation.id]);
  }, []);

  const value = useMemo<Operations>(() => {
    const list = mergeOperations(fed.value ?? [], own).filter((one) => !dismissed.includes(one.id));
    return { list, start, cancel, dismiss };
  }, [fed.value, own, dismissed, start, cancel, dismiss]);

  return <OperationsContext value={value}>{children}</OperationsContext>;
}

export function useOperations(): Operations {
  const operations = useContext(OperationsContext);
  if (operations === undefined) throw new Error('useOperations needs an OperationsProvider above it.');
  return operations;
}

function noConnection(): SealabError {
  return new SealabError('unsupported', 'Sealab is not connected now, so nothing was changed.', {
    fix: 'Wait until the line on top is gone, then try again.',
  });
}
