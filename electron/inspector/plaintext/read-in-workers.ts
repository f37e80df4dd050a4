import type { PlaintextReader } from '#core/ports/plaintext-reader.ts';
import { SLOT_BYTES, SLOTS } from './messages.ts';
import { OpenerClient, toRemote } from './opener-client.ts';
import { orCancelled } from './or-cancelled.ts';
import { needsMd5 } from './plaintext-digests.ts';
import { startDigest, startThread } from './threads.ts';

/**
 * Reads with two threads: one reads, checks and opens, the other hashes the plaintext. It lies in shared memory, which
 * the sink gets too; a piece of it is filled anew when both are done with it.
 */
export const readInWorkers: PlaintextReader['read'] = async (stored, sink, context) => {
  const slots = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
  const { stored: remote, files } = toRemote(stored);
  const digest = startDigest({ withMd5: needsMd5(stored), slots });
  const opener = startThread({ role: 'open', stored: remote, slots, digest: digest.port });
  const client = new OpenerClient(opener, files, { slots, stored, sink, context });
  try {
    const all = Promise.all([client.facts, digest.hex]);
    const [facts, hex] = await orCancelled(all, context.signal);
    return { ...facts, ...hex };
  } finally {
    client.close();
    await Promise.all([opener.terminate(), digest.thread.terminate()]);
  }
};
