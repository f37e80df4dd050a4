import type { PlaintextReader } from '#core/ports/plaintext-reader.ts';
import { SLOT_BYTES, SLOTS } from './messages.ts';
import { needsMd5 } from './needs-md5.ts';
import { OpenerClient, toRemote } from './opener-client.ts';
import { orCancelled } from './or-cancelled.ts';
import { startDigest, startThread } from './threads.ts';

/**
 * Reads with two threads: one reads, checks and opens, the other digests the plaintext; where both digests are wanted, each
 * makes one. The plaintext lies in shared memory, which the sink gets too; a piece of it is filled anew when all are done with it.
 */
export const readInWorkers: PlaintextReader['read'] = async (stored, sink, context) => {
  const slots = new SharedArrayBuffer(SLOTS * SLOT_BYTES);
  const { stored: remote, files } = toRemote(stored);
  const withMd5 = needsMd5(stored);
  const other = startDigest({ algorithm: withMd5 ? 'md5' : 'sha256', slots });
  const opener = startThread({
    role: 'open',
    stored: remote,
    slots,
    digest: other.port,
    withSha256: withMd5,
  });
  const client = new OpenerClient(opener, files, { slots, stored, sink, context });
  try {
    const all = Promise.all([client.read, other.digest]);
    const [{ facts, sha256 }, digest] = await orCancelled(all, context.signal);
    return { ...facts, sha256: sha256 ?? digest, md5: withMd5 ? digest : '' };
  } finally {
    client.close();
    await Promise.all([opener.terminate(), other.thread.terminate()]);
  }
};
