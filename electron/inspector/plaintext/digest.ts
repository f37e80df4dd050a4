import type { MessagePort } from 'node:worker_threads';
import { DigestMessage, type DigestTask } from './messages.ts';
import { PlaintextDigests } from './plaintext-digests.ts';
import { slotOf } from './slot-writer.ts';

/** The work of the thread that hashes every slot in order and then tells the digests to `main`. */
export function runDigest({ withMd5, slots, port }: DigestTask, main: MessagePort): void {
  const digests = new PlaintextDigests(withMd5);
  port.on('message', (received) => {
    const message = DigestMessage.parse(received);
    if (message === 'end') {
      main.postMessage(digests.hex());
      port.close();
      return;
    }
    digests.update(slotOf(slots, message));
    port.postMessage(message.slot);
  });
}
