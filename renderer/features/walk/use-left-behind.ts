import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { isCancelled, toWire, type WireError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useClient } from '../../client/client-context.tsx';

/** The objects of a bucket that a HEAD request calls unencrypted. */
export interface LeftBehindObjects {
  readonly list: readonly string[] | undefined;
  /** How many objects were asked for. */
  readonly looked: number;
  readonly isMore: boolean;
  readonly error: WireError | undefined;
  readonly reload: () => void;
}

/** One HEAD request each: more would be felt by the server. */
const MOST_OBJECTS = 100;
const AT_ONCE = 8;

type Looked = Omit<LeftBehindObjects, 'reload'>;

/** Looks at the first objects of a bucket, a few at a time. */
export function useLeftBehind(lab: string, bucket: string): LeftBehindObjects {
  const client = useClient();
  const [round, setRound] = useState(0);
  const [looked, setLooked] = useState<Looked>({
    list: undefined,
    looked: 0,
    isMore: false,
    error: undefined,
  });
  const look = useEffectEvent(async (on: Client, signal: AbortSignal) => {
    try {
      const found = await objectsInClear(on, { lab, bucket, signal });
      if (!signal.aborted) setLooked(found);
    } catch (thrown) {
      if (!signal.aborted && !isCancelled(thrown)) setLooked((was) => ({ ...was, error: toWire(thrown) }));
    }
  });
  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    const timer = setTimeout(() => void look(client, controller.signal), 0);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, lab, bucket, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...looked, reload };
}

async function objectsInClear(
  client: Client,
  { lab, bucket, signal }: { readonly lab: string; readonly bucket: string; readonly signal: AbortSignal },
): Promise<Looked> {
  const list = { lab, bucket, delimiter: '' as const, limit: MOST_OBJECTS };
  const { rows, next } = await client.ask('objects.list', list, { signal });
  const keys = rows.filter((row) => !row.isDeleteMarker).map((row) => row.key);
  const clear: string[] = [];
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const some = keys.slice(at, at + AT_ONCE);
    const modes = await Promise.all(
      some.map(async (key) => await modeOf(client, { lab, bucket, key }, signal)),
    );
    clear.push(...some.filter((_key, index) => modes[index] === 'none'));
  }
  return { list: clear, looked: keys.length, isMore: next !== undefined, error: undefined };
}

/** An object with a customer key answers no HEAD without it: that it refuses says that it is encrypted. */
async function modeOf(
  client: Client,
  object: { readonly lab: string; readonly bucket: string; readonly key: string },
  signal: AbortSignal,
): Promise<string> {
  try {
    return (await client.ask('objects.head', object, { signal })).encryption;
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    return 'unknown';
  }
}
