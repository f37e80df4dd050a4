import { createHash } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import type { DigestMessage, DigestTask } from './messages.ts';
import { slotOf } from './slot-writer.ts';

/** The work of the thread that hashes every slot in order and then tells the digest to `main`, hexadecimal. */
export function runDigest({ algorithm, slots, port }: DigestTask, main: MessagePort): void {
  const hash = createHash(algorithm);
  port.on('message', (message: DigestMessage) => {
    if (message === 'end') {
      main.postMessage(hash.digest('hex'));
      port.close();
      return;
    }
    hash.update(slotOf(slots, message));
    port.postMessage(message.slot);
  });
}
