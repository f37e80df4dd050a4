import type { Carrier } from './carrier.ts';
import { Inbox } from './inbox.ts';
import { decodeFrame, encodeFrame, type WireMessage } from './wire.ts';

/**
 * Two carriers that talk to each other inside one process. Frames are copied through the codec of the wire, so that
 * nothing works here that would fail there.
 */
export function memoryCarrierPair(): { readonly client: Carrier; readonly server: Carrier } {
  const client = new MemoryCarrier();
  const server = new MemoryCarrier();
  client.connect(server);
  server.connect(client);
  return { client, server };
}

class MemoryCarrier implements Carrier {
  readonly #inbox = new Inbox();
  #peer: MemoryCarrier | undefined;

  connect(peer: MemoryCarrier): void {
    this.#peer = peer;
  }

  send(frame: unknown): void {
    if (this.#inbox.isClosed) return;
    const message = encodeFrame(frame);
    queueMicrotask(() => this.#peer?.receive(message));
  }

  receive(message: WireMessage): void {
    this.#inbox.deliver(decodeFrame(message));
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#inbox.onFrame(listener);
  }

  onClose(listener: () => void): void {
    this.#inbox.onClose(listener);
  }

  /** This end is closed at once; the other after the frames that are under way, as on a wire. */
  close(): void {
    if (this.#inbox.close()) queueMicrotask(() => this.#peer?.close());
  }
}
