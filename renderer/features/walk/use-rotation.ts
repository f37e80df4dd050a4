import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActionResult } from '#shared/contract/actions.ts';
import type { ObjectRef } from '#shared/contract/objects.ts';
import { isCancelled, toWire, type WireError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import type { ObjectSnapshot } from './rotation-rows.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** One change of an object, looked at before and after. */
export interface Rotation {
  readonly phase: 'idle' | 'before' | 'running' | 'after' | 'done' | 'failed' | 'cancelled';
  readonly before: ObjectSnapshot | undefined;
  readonly after: ObjectSnapshot | undefined;
  readonly result: ActionResult | undefined;
  readonly error: WireError | undefined;
  readonly run: (input: Readonly<Record<string, string>>) => void;
  readonly cancel: () => void;
}

type Standing = Omit<Rotation, 'run' | 'cancel'>;

const IDLE: Standing = {
  phase: 'idle',
  before: undefined,
  after: undefined,
  result: undefined,
  error: undefined,
};

/** Runs an action on an object between two looks at it. */
export function useRotation(object: ObjectRef, action: string): Rotation {
  const client = useClient();
  const [standing, setStanding] = useState<Standing>(IDLE);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const work = useCallback(
    async (input: Readonly<Record<string, string>>) => {
      if (client === undefined) return;
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      const tell = (change: Partial<Standing>): void => setStanding((was) => ({ ...was, ...change }));
      try {
        setStanding({ ...IDLE, phase: 'before' });
        tell({ before: await takeSnapshot(client, object, signal), phase: 'running' });
        const call = { lab: object.lab, action, input };
        tell({ result: await client.run('actions.run', call, { signal }), phase: 'after' });
        tell({ after: await takeSnapshot(client, object, signal), phase: 'done' });
      } catch (thrown) {
        tell(isCancelled(thrown) ? { phase: 'cancelled' } : { phase: 'failed', error: toWire(thrown) });
      }
    },
    [client, object, action],
  );
  const run = useCallback((input: Readonly<Record<string, string>>) => void work(input), [work]);
  const cancel = useCallback(() => running.current?.abort(), []);
  return { ...standing, run, cancel };
}
