/** What the desktop window's preload script gives the page as `window.sealab`: a carrier of messages, and never more. */
export interface DesktopBridge {
  /** Sends a frame as `encodeFrame` writes it, or `bridgeWord.open`. */
  readonly post: (message: string | Uint8Array) => void;
  /** Sets the one listener. It gets frames as `encodeFrame` writes them, or `bridgeWord.closed`. */
  readonly onMessage: (listener: (message: string | Uint8Array) => void) => void;
}

/** What is no frame, and no JSON either: the page opens a connection, and Sealab says that it is over. */
export const bridgeWord = { open: 'open', closed: 'closed' } as const;
