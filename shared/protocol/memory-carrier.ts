import type { Carrier } from './carrier.ts';

/**
 * Two carriers that talk to each other inside one process. Frames are copied through JSON, so that nothing works
 * here that would fail on a wire.
 */
export function memoryCarrierPair(): { readonly client: Carrier; readonly server: Carrier } {
  const client = new MemoryCarrier();
  const server = new MemoryCarrier();
  client.connect(server);
  server.connect(client);
  return { client, server };
}

class MemoryCarrier implements Carrier {
  #peer: MemoryCarrier | undefined;
  #listener: ((frame: unknown) => void) | undefined;
  #closeListeners: (() => void)[] = [];
  #waiting: string[] = [];
  #isClosed = false;

  connect(peer: MemoryCarrier): void {
    this.#peer = peer;
  }

  send(frame: unknown): void {
    if (this.#isClosed) return;
    const text = JSON.stringify(frame);
    queueMicrotask(() => this.#peer?.receive(text));
  }

  receive(text: string): void {
    if (this.#isClosed) return;
    if (this.#listener === undefined) this.#waiting.push(text);
    else this.#listener(JSON.parse(text));
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#listener = listener;
    for (const text of this.#waiting.splice(0)) listener(JSON.parse(text));
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#closeListeners) listener();
    this.#peer?.close();
  }
}
