import { plaintextBytes } from '#core/inspector/plaintext/open-plaintext.ts';
import type { PlaintextReader } from '#core/ports/plaintext-reader.ts';
import { cancelledError } from '#shared/errors.ts';
import { orCancelled } from './or-cancelled.ts';
import { readHere } from './read-here.ts';
import { readInWorkers } from './read-in-workers.ts';

/** Up to here the work takes less than the start of the threads. */
const SMALL_BYTES = 4_194_304;

/** Reads plaintext: what is small on this thread, the rest in threads of its own. */
export function createPlaintextReader(): PlaintextReader {
  return {
    async read(stored, sink, context) {
      if (context.signal.aborted) throw cancelledError(context.signal.reason);
      if (plaintextBytes(stored) > SMALL_BYTES) return await readInWorkers(stored, sink, context);
      return await orCancelled(readHere(stored, sink, context), context.signal);
    },
  };
}
