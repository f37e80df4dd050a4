import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Handlers } from '#shared/protocol/handlers.ts';
import { serve } from '#shared/protocol/serve.ts';
import { hasOwnOrigin, ownHost, securityHeaders } from './loopback-guard.ts';
import { SocketClients } from './socket-clients.ts';
import { refuse, StaticFiles } from './static-files.ts';
import { TokenGate } from './token-gate.ts';
import { type WebLimits, webLimits } from './web-limits.ts';

export interface WebServerOptions {
  /** The built page. */
  readonly rendererFolder: string;
  readonly handlers: Handlers;
  /** Used if it is free; otherwise any free port is. */
  readonly preferredPort?: number;
  /** Gets one line per event, never with the token. */
  readonly log?: (line: string) => void;
  readonly limits?: Partial<WebLimits>;
}

export interface WebServer extends AsyncDisposable {
  /** The address to open, with the token. Who has it owns a shell: show it to the user only. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  /** Clients that have shown the token. */
  readonly connections: number;
}

const TOKEN_BYTES = 32;
const SOCKET_PATH = '/socket';

/**
 * Serves the page and the protocol to browsers of this machine, on 127.0.0.1 only. Throws what `listen` throws if
 * no port at all is to be had.
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const limits = { ...webLimits, ...options.limits };
  const log = options.log ?? ((): void => {});
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const files = new StaticFiles(options.rendererFolder);
  const clients = new SocketClients({
    gate: new TokenGate(token, limits),
    limits,
    log,
    onClient: (carrier) => serve(carrier, options.handlers),
  });
  const connections = new Set<Socket>();
  let port = 0;

  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
  });
  server.maxConnections = limits.sockets;
  server.on(
    'request',
    (request: IncomingMessage, response: ServerResponse) => void answer(request, response),
  );
  server.on('upgrade', upgrade);
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  port = await listen(server, options.preferredPort ?? 0);
  const origin = `http://127.0.0.1:${port}`;
  log(`web shell: listening on ${origin}`);

  return {
    url: `${origin}/#token=${token}`,
    origin,
    port,
    get connections() {
      return clients.count;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      clients.close();
      server.closeIdleConnections();
      const cut = setTimeout(() => {
        for (const connection of connections) connection.destroy();
      }, limits.closeMs);
      await closed;
      clearTimeout(cut);
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = ownHost(request, port);
    for (const [name, value] of Object.entries(securityHeaders(host))) response.setHeader(name, value);
    if (host === undefined) {
      log('web shell: request for another host refused');
      refuse(response, 421, { Connection: 'close' });
      return;
    }
    try {
      await files.answer(request, response);
    } catch (thrown) {
      log(`web shell: a file of the page could not be read: ${String(thrown)}`);
      if (response.headersSent) response.destroy();
      else refuse(response, 500);
    }
  }

  function upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', () => connection.destroy());
    const refusal = upgradeRefusal(request, port);
    if (refusal === undefined) {
      clients.accept(request, connection, head);
      return;
    }
    log(`web shell: WebSocket refused with ${refusal}`);
    connection.end(`HTTP/1.1 ${refusal} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}

/** The status that refuses an upgrade, or undefined for one that a page of this server makes. */
function upgradeRefusal(request: IncomingMessage, port: number): number | undefined {
  const host = ownHost(request, port);
  if (host === undefined) return 421;
  if (request.url !== SOCKET_PATH) return 404;
  return hasOwnOrigin(request, host) ? undefined : 403;
}

async function listen(server: Server, preferredPort: number): Promise<number> {
  try {
    return await listenOn(server, preferredPort);
  } catch (thrown) {
    if (preferredPort === 0) throw thrown;
    return listenOn(server, 0);
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The web server has no port.'));
      else resolve(address.port);
    });
  });
}
