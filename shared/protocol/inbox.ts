/** The receiving half of every carrier: keeps frames until somebody listens, and tells of the close exactly once. */
export class Inbox<Reason = void> {
  #listener: ((frame: unknown) => void) | undefined;
  #waiting: unknown[] = [];
  #closeListeners: ((reason: Reason) => void)[] = [];
  #closed: { readonly reason: Reason } | undefined;

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** Passes a frame on, or keeps it. After the close it is dropped. */
  deliver(frame: unknown): void {
    if (this.isClosed) return;
    if (this.#listener === undefined) this.#waiting.push(frame);
    else this.#listener(frame);
  }

  /** Sets the one listener and gives it what has waited. */
  onFrame(listener: (frame: unknown) => void): void {
    this.#listener = listener;
    for (const frame of this.#waiting.splice(0)) listener(frame);
  }

  /** A listener that comes after the close is told at once. */
  onClose(listener: (reason: Reason) => void): void {
    if (this.#closed === undefined) this.#closeListeners.push(listener);
    else listener(this.#closed.reason);
  }

  /** Returns whether this call was the one that closed it. */
  close(reason: Reason): boolean {
    if (this.#closed !== undefined) return false;
    this.#closed = { reason };
    for (const listener of this.#closeListeners.splice(0)) listener(reason);
    return true;
  }
}
