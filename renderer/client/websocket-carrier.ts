import { SealabError } from '#shared/errors.ts';
import type { Carrier } from '#shared/protocol/carrier.ts';
import { type Hello, REFUSED_CODE, Welcome } from '#shared/protocol/hello.ts';
import { Inbox } from '#shared/protocol/inbox.ts';
import { decodeFrame, encodeFrame } from '#shared/protocol/wire.ts';

/** `unauthorized`: the token is not this server's, connecting again with it is of no use. `lost`: it may be. */
export type CloseReason = 'unauthorized' | 'lost';

export interface WebSocketCarrier extends Carrier {
  onClose(listener: (reason: CloseReason) => void): void;
}

/** The address of the socket that belongs to a page. */
export function socketUrl(page: { readonly host: string }): string {
  return `ws://${page.host}/socket`;
}

/**
 * Connects to the web shell. Throws `unauthorized` if the token is refused and `protocol` if there is no server or it
 * speaks otherwise. `open` makes the socket; only tests pass one.
 */
export function connectWebSocket(
  url: string,
  token: string,
  open: (url: string) => WebSocket = (address) => new WebSocket(address),
): Promise<WebSocketCarrier> {
  return new Promise((resolve, reject) => {
    const socket = open(url);
    socket.binaryType = 'arraybuffer';
    const hello: Hello = { type: 'hello', token };
    const onOpen = (): void => socket.send(JSON.stringify(hello));
    const onClose = (event: CloseEvent): void =>
      reject(event.code === REFUSED_CODE ? refusedError() : unreachableError());
    const onMessage = (event: MessageEvent): void => {
      socket.removeEventListener('message', onMessage);
      socket.removeEventListener('close', onClose);
      if (isWelcome(event.data)) {
        resolve(new BrowserCarrier(socket));
        return;
      }
      socket.close();
      reject(unreachableError());
    };
    socket.addEventListener('open', onOpen, { once: true });
    socket.addEventListener('message', onMessage);
    socket.addEventListener('close', onClose);
  });
}

class BrowserCarrier implements WebSocketCarrier {
  readonly #socket: WebSocket;
  readonly #inbox = new Inbox<CloseReason>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', (event) => this.#receive(event.data));
    socket.addEventListener('close', (event) => {
      this.#inbox.close(event.code === REFUSED_CODE ? 'unauthorized' : 'lost');
    });
  }

  send(frame: unknown): void {
    if (!this.#inbox.isClosed) this.#socket.send(encodeFrame(frame));
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#inbox.onFrame(listener);
  }

  onClose(listener: (reason: CloseReason) => void): void {
    this.#inbox.onClose(listener);
  }

  close(): void {
    if (this.#inbox.close('lost')) this.#socket.close();
  }

  #receive(data: unknown): void {
    const frame = parsed(data);
    if (frame === undefined) this.close();
    else this.#inbox.deliver(frame.value);
  }
}

function isWelcome(data: unknown): boolean {
  return typeof data === 'string' && Welcome.safeParse(parsed(data)?.value).success;
}

/** Undefined for what cannot be read. */
function parsed(data: unknown): { readonly value: unknown } | undefined {
  try {
    return { value: decodeFrame(data instanceof ArrayBuffer ? new Uint8Array(data) : data) };
  } catch {
    return undefined;
  }
}

function refusedError(): SealabError {
  return new SealabError('unauthorized', 'Sealab does not accept the token of this page.', {
    fix: 'Open the address that `npm start` printed last.',
  });
}

function unreachableError(): SealabError {
  return new SealabError('protocol', 'This page does not reach Sealab.', {
    fix: 'Start Sealab again with `npm start` and open the address that it prints.',
  });
}
