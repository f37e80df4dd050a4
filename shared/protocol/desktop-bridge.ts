/** What the desktop window's preload script gives the page as `window.sealab`: a carrier of texts, and never more. */
export interface DesktopBridge {
  /** Sends a frame as JSON, or `bridgeWord.open`. */
  readonly post: (text: string) => void;
  /** Sets the one listener. It gets frames as JSON, or `bridgeWord.closed`. */
  readonly onMessage: (listener: (text: string) => void) => void;
}

/** What is no frame, and no JSON either: the page opens a connection, and Sealab says that it is over. */
export const bridgeWord = { open: 'open', closed: 'closed' } as const;
