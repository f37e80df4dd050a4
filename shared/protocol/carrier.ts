/** Moves frames between two ends. It knows nothing of what they mean. */
export interface Carrier {
  send(frame: unknown): void;
  /** At most one listener; frames that come before it is set are kept for it. */
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}
