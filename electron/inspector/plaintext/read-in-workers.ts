import type { PlaintextReader } from '#core/ports/plaintext-reader.ts';
import { SLOT_BYTES, SLOTS } from './messages.ts';
import { OpenerClient, toRemote } from './opener-client.ts';
import { orCancelled } from './or-cancelled.ts';
import { startDigest, startThread } from './threads.ts';

/**
 * Reads with three threads: one reads, checks and opens, and two hash the plaintext. It lies in shared memory, which the
 * sink gets too; a piece of it is filled anew when all are done with it.
 */
export const readInWorkers: PlaintextReader['read'] = async (stored, sink, context) => {
  const slots = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
  const { stored: remote, files } = toRemote(stored);
  const sha256 = startDigest('sha256', slots);
  const md5 = startDigest('md5', slots);
  const opener = startThread({ role: 'open', stored: remote, slots, digests: [sha256.port, md5.port] });
  const client = new OpenerClient(opener, files, { slots, stored, sink, context });
  try {
    const all = Promise.all([client.facts, sha256.hex, md5.hex]);
    const [facts, sha256Hex, md5Hex] = await orCancelled(all, context.signal);
    return { ...facts, sha256: sha256Hex, md5: md5Hex };
  } finally {
    client.close();
    await Promise.all([opener, sha256.thread, md5.thread].map((thread) => thread.terminate()));
  }
};
