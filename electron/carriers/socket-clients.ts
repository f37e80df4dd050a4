import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Carrier } from '#shared/protocol/carrier.ts';
import { greet, type TokenGate } from './token-gate.ts';
import type { WebLimits } from './web-limits.ts';
import { WebSocketCarrier } from './websocket-carrier.ts';

export interface SocketClientsOptions {
  readonly gate: TokenGate;
  readonly limits: WebLimits;
  readonly log: (line: string) => void;
  /** Called with the carrier of each client that has shown the token. */
  readonly onClient: (carrier: Carrier) => void;
}

/** Every WebSocket of the web shell, from the upgrade to the last close. */
export class SocketClients {
  readonly #options: SocketClientsOptions;
  readonly #sockets: WebSocketServer;
  readonly #carriers = new Set<WebSocketCarrier>();
  readonly #answering = new WeakSet<WebSocket>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(options: SocketClientsOptions) {
    this.#options = options;
    // `closeTimeout` is an option of ws 8.23 that its types do not know yet: a variable passes where a literal would not.
    const serverOptions = {
      noServer: true,
      perMessageDeflate: false,
      maxPayload: options.limits.frameBytes,
      closeTimeout: options.limits.closeMs,
    };
    this.#sockets = new WebSocketServer(serverOptions);
    this.#heartbeat = setInterval(() => this.#beat(), options.limits.heartbeatMs);
    this.#heartbeat.unref();
  }

  /** Clients that have shown the token and are connected. */
  get count(): number {
    return this.#carriers.size;
  }

  /** Takes over a connection whose Host, Origin and path were checked. */
  accept(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, connection, head, (socket) => this.#greet(socket));
  }

  /** Says goodbye to every client. The connections are gone within the close limit. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const carrier of this.#carriers) carrier.leave();
    for (const socket of this.#sockets.clients) socket.close(1001);
    this.#sockets.close();
  }

  #greet(socket: WebSocket): void {
    const { gate, limits, log } = this.#options;
    this.#answering.add(socket);
    socket.on('pong', () => this.#answering.add(socket));
    // ws closes by itself with the right code: 1009 for a frame that is too large, 1007 for a broken text.
    socket.on('error', (error) => log(`web shell: connection closed: ${error.message}`));
    greet(socket, {
      gate,
      limits,
      onAdmitted: () => this.#admit(socket),
      onRefused: (reason) => log(`web shell: client refused: ${reason}`),
    });
  }

  #admit(socket: WebSocket): void {
    const { limits, log, onClient } = this.#options;
    socket.send('{"type":"welcome"}');
    const carrier = new WebSocketCarrier(socket, { bufferedBytes: limits.bufferedBytes, log });
    this.#carriers.add(carrier);
    carrier.onClose(() => this.#carriers.delete(carrier));
    log('web shell: client connected');
    onClient(carrier);
  }

  #beat(): void {
    for (const socket of this.#sockets.clients) {
      if (!this.#answering.delete(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }
}
