import { useCallback, useEffect, useRef, useState } from 'react';
import type { ObjectRef } from '#shared/contract/objects.ts';
import { isCancelled, toWire, type WireError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { useClient } from '../../client/client-context.tsx';
import { desktopBridge } from '../../client/desktop-carrier.ts';
import { downloadObject } from '../objects/download.ts';
import { type GivenKey, givenInput } from './given-key.ts';

export interface PlaintextFile {
  /** Decrypts by our own code into a file of the machine that Sealab runs on. */
  readonly decrypt: (file: string) => void;
  /** Gets the object from MinIO and hands it to the browser. */
  readonly download: () => void;
  readonly cancel: () => void;
  readonly isRunning: boolean;
  readonly isDone: boolean;
  readonly error: WireError | undefined;
  /** 0 to 1 while it runs. */
  readonly fraction: number | undefined;
}

interface PlaintextAbout {
  readonly object: ObjectRef;
  readonly sizeBytes: number;
  readonly isCustomerKey: boolean;
  /** The key that the walk was given. */
  readonly given: GivenKey | undefined;
}

/** Is this page Sealab’s own window, and no browser? */
export function isWindow(): boolean {
  return desktopBridge() !== undefined;
}

/** Writes the plaintext of an object somewhere, with progress; leaving the dialog cancels it. */
export function usePlaintextFile({ object, sizeBytes, isCustomerKey, given }: PlaintextAbout): PlaintextFile {
  const client = useClient();
  const [fraction, setFraction] = useState<number>();
  const [isDone, setDone] = useState(false);
  const [error, setError] = useState<WireError>();
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);

  const run = useCallback(
    (work: (on: Client, signal: AbortSignal) => Promise<void>): void => {
      if (client === undefined) return;
      const mine = new AbortController();
      controller.current = mine;
      setError(undefined);
      setFraction(0);
      work(client, mine.signal).then(
        () => {
          setFraction(undefined);
          setDone(true);
        },
        (thrown: unknown) => {
          setFraction(undefined);
          if (!isCancelled(thrown)) setError(toWire(thrown));
        },
      );
    },
    [client],
  );

  return {
    decrypt: (file) =>
      run(async (on, signal) => {
        await on.run(
          'inspector.decrypt',
          { ...object, ...givenInput(given), file },
          { signal, onProgress: (progress) => setFraction(progress.fraction) },
        );
      }),
    download: () =>
      run(async (on, signal) => {
        const keys = isCustomerKey
          ? await on.ask('objects.customerKeys', { lab: object.lab }, { signal })
          : [];
        await firstThatOpens(keys, async (customerKey) => {
          const wanted = { ...object, ...(customerKey === undefined ? {} : { customerKey }) };
          const onBytes = (bytes: number): void => setFraction(sizeBytes === 0 ? 1 : bytes / sizeBytes);
          await downloadObject(on, wanted, { sizeBytes, signal, onBytes });
        });
      }),
    cancel: () => controller.current?.abort(),
    isRunning: fraction !== undefined,
    isDone,
    error,
    fraction,
  };
}

/** Tries the customer keys of the lab one after the other; the object does not say which one it needs. */
async function firstThatOpens(
  keys: readonly string[],
  work: (customerKey: string | undefined) => Promise<void>,
): Promise<void> {
  const [first, ...others] = keys;
  try {
    await work(first);
  } catch (thrown) {
    if (others.length === 0 || isCancelled(thrown)) throw thrown;
    await firstThatOpens(others, work);
  }
}
