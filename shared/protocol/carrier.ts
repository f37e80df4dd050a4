/** Moves frames between two ends. It knows nothing of what they mean. */
export interface Carrier {
  /** Does nothing once closed. */
  send(frame: unknown): void;
  /** At most one listener; frames that come before it is set are kept for it. */
  onFrame(listener: (frame: unknown) => void): void;
  /** A listener that comes after the close is called at once. */
  onClose(listener: () => void): void;
  /** Tells the listeners of this end at once; frames that were sent before still arrive. */
  close(): void;
}
