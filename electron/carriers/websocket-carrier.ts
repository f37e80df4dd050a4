import type { RawData, WebSocket } from 'ws';
import type { Carrier } from '#shared/protocol/carrier.ts';
import { Inbox } from '#shared/protocol/inbox.ts';
import { decodeFrame, encodeFrame } from '#shared/protocol/wire.ts';

/** Close codes of RFC 6455 section 7.4.1 and of IANA's registry. */
const closeCode = {
  goingAway: 1001,
  protocolError: 1002,
  invalidPayload: 1007,
  tryAgain: 1013,
} as const;

export interface WebSocketCarrierOptions {
  /** A client that lets more than this wait is cut with 1013; it can connect and subscribe again. */
  readonly bufferedBytes: number;
  readonly log: (line: string) => void;
}

/** One client of the web shell. Messages are what `encodeFrame` writes; anything else closes the socket. */
export class WebSocketCarrier implements Carrier {
  readonly #socket: WebSocket;
  readonly #options: WebSocketCarrierOptions;
  readonly #inbox = new Inbox();

  /** `socket` is open and has said its hello. */
  constructor(socket: WebSocket, options: WebSocketCarrierOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? bytesOf(data) : textOf(data)));
    socket.once('close', () => this.#inbox.close());
  }

  /** Sends nothing once closed. Throws if the frame has no JSON form. */
  send(frame: unknown): void {
    if (this.#inbox.isClosed) return;
    const message = encodeFrame(frame);
    if (this.#socket.bufferedAmount > this.#options.bufferedBytes) {
      this.#end(closeCode.tryAgain, 'a client that does not read');
      return;
    }
    this.#socket.send(message, (error) => {
      if (error) this.#end(closeCode.goingAway, 'a failed write');
    });
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#inbox.onFrame(listener);
  }

  onClose(listener: () => void): void {
    this.#inbox.onClose(listener);
  }

  /** Ends the connection as a protocol error, which is the only reason why `serve` closes a carrier. */
  close(): void {
    this.#end(closeCode.protocolError, 'a frame that is not of the protocol');
  }

  /** Ends the connection because the server stops. */
  leave(): void {
    this.#end(closeCode.goingAway, 'the end of the server');
  }

  #receive(message: string | Uint8Array): void {
    let frame: unknown;
    try {
      frame = decodeFrame(message);
    } catch {
      this.#end(closeCode.invalidPayload, 'a message that cannot be read');
      return;
    }
    this.#inbox.deliver(frame);
  }

  #end(code: number, reason: string): void {
    if (!this.#inbox.close()) return;
    this.#options.log(`web shell: connection closed with ${code}: ${reason}`);
    this.#socket.close(code);
  }
}

/** The text of a text message; ws has checked that it is UTF-8. */
export function textOf(data: RawData): string {
  return bytesOf(data).toString();
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
