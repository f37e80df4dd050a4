import type { Carrier } from '#shared/protocol/carrier.ts';
import { bridgeWord, type DesktopBridge } from '#shared/protocol/desktop-bridge.ts';
import { Inbox } from '#shared/protocol/inbox.ts';
import { decodeFrame, encodeFrame } from '#shared/protocol/wire.ts';

declare global {
  interface Window {
    /** Only in the desktop window: its preload script puts it there before the page runs. */
    readonly sealab?: DesktopBridge;
  }
}

/** The desktop window's way to Sealab; undefined in a browser. */
export function desktopBridge(): DesktopBridge | undefined {
  return globalThis.window?.sealab;
}

/** Opens a connection over the bridge. It takes the place of the one before: a page has one. */
export function openDesktopCarrier(bridge: DesktopBridge): Carrier {
  const inbox = new Inbox();
  bridge.onMessage((message) => {
    const frame = message === bridgeWord.closed ? undefined : parsed(message);
    if (frame === undefined) inbox.close();
    else inbox.deliver(frame.value);
  });
  bridge.post(bridgeWord.open);
  return {
    send: (frame) => {
      if (!inbox.isClosed) bridge.post(encodeFrame(frame));
    },
    onFrame: (listener) => inbox.onFrame(listener),
    onClose: (listener) => inbox.onClose(listener),
    close: () => {
      inbox.close();
    },
  };
}

/** Undefined for what cannot be read. */
function parsed(message: string | Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: decodeFrame(message) };
  } catch {
    return undefined;
  }
}
