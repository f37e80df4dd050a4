import type { Carrier } from '#shared/protocol/carrier.ts';
import { bridgeWord } from '#shared/protocol/desktop-bridge.ts';
import { Inbox } from '#shared/protocol/inbox.ts';
import { decodeFrame, encodeFrame } from '#shared/protocol/wire.ts';

/** The server's end of one load of the page. Messages are as on a WebSocket; anything else closes it. */
export class IpcCarrier implements Carrier {
  readonly #post: (message: string | Uint8Array) => void;
  readonly #inbox = new Inbox();

  /** `post` sends a message to the page; it may throw when the page is gone, which closes the carrier. */
  constructor(post: (message: string | Uint8Array) => void) {
    this.#post = post;
  }

  /** Sends nothing once closed. Throws if the frame has no JSON form. */
  send(frame: unknown): void {
    if (this.#inbox.isClosed) return;
    const message = encodeFrame(frame);
    try {
      this.#post(message);
    } catch {
      this.#inbox.close();
    }
  }

  /** Takes a message from the page. */
  receive(message: string | Uint8Array): void {
    let frame: unknown;
    try {
      frame = decodeFrame(message);
    } catch {
      this.close();
      return;
    }
    this.#inbox.deliver(frame);
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#inbox.onFrame(listener);
  }

  onClose(listener: () => void): void {
    this.#inbox.onClose(listener);
  }

  /** Ends the connection and tells the page, which may open another. */
  close(): void {
    if (!this.#inbox.close()) return;
    try {
      this.#post(bridgeWord.closed);
    } catch {
      // A page that is gone needs no word.
    }
  }

  /** Ends it without a word: another load of the page has taken its place, or there is no page any more. */
  forget(): void {
    this.#inbox.close();
  }
}
