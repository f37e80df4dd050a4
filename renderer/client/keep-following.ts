import { isCancelled, type SealabError, toSealabError } from '#shared/errors.ts';

export interface Followed {
  /** Runs until what it follows ends or fails, or the signal aborts. */
  readonly follow: (signal: AbortSignal) => Promise<void>;
  /** Told why it failed, each time. */
  readonly onFail: (error: SealabError) => void;
}

const AGAIN_AFTER_MS = 1_500;

/** Follows something until `signal` aborts: again a while after it ended or failed. */
export async function keepFollowing({ follow, onFail }: Followed, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await follow(signal);
    } catch (thrown) {
      if (signal.aborted || isCancelled(thrown)) return;
      onFail(toSealabError(thrown));
    }
    await pause(signal);
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, AGAIN_AFTER_MS);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
