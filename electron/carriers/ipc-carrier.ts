import type { Carrier } from '#shared/protocol/carrier.ts';
import { bridgeWord } from '#shared/protocol/desktop-bridge.ts';
import { Inbox } from '#shared/protocol/inbox.ts';

/** The server's end of one load of the page. Frames are JSON texts, as on a WebSocket; anything else closes it. */
export class IpcCarrier implements Carrier {
  readonly #post: (text: string) => void;
  readonly #inbox = new Inbox();

  /** `post` sends a text to the page; it may throw when the page is gone, which closes the carrier. */
  constructor(post: (text: string) => void) {
    this.#post = post;
  }

  /** Sends nothing once closed. Throws if the frame has no JSON form. */
  send(frame: unknown): void {
    if (this.#inbox.isClosed) return;
    const text = JSON.stringify(frame);
    try {
      this.#post(text);
    } catch {
      this.#inbox.close();
    }
  }

  /** Takes a text from the page. */
  receive(text: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
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
