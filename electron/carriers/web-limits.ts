/** The bounds of the web shell. Tests make some of them smaller, nothing else does. */
export interface WebLimits {
  /** How long a new socket may wait with its `hello`. */
  readonly helloMs: number;
  /** A socket that has not answered a ping by the next one is cut. */
  readonly heartbeatMs: number;
  readonly frameBytes: number;
  /** What may wait to be sent to one client before it is cut. */
  readonly bufferedBytes: number;
  /** TCP connections in all, WebSockets and plain requests together. */
  readonly sockets: number;
  readonly headersMs: number;
  readonly requestMs: number;
  /** So many wrong tokens within the window make every further answer wait for the delay. */
  readonly wrongTokens: number;
  readonly wrongTokenWindowMs: number;
  readonly wrongTokenDelayMs: number;
  /** How long a peer may take to answer a close before its connection is cut. */
  readonly closeMs: number;
}

export const webLimits: WebLimits = {
  helloMs: 2_000,
  heartbeatMs: 20_000,
  // A chunk of 1 MiB with the frame around it.
  frameBytes: 1024 * 1024 + 64 * 1024,
  // Twice what a reader of a stream may have under way: 32 chunks of 256 KiB.
  bufferedBytes: 16 * 1024 * 1024,
  sockets: 64,
  headersMs: 5_000,
  requestMs: 10_000,
  wrongTokens: 5,
  wrongTokenWindowMs: 60_000,
  wrongTokenDelayMs: 1_000,
  closeMs: 500,
};
