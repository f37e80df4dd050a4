import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Agent, type RequestOptions, request as startRequest } from 'node:https';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { ConnectionPool, type PlaceConnections, type TrustedPlace } from './connection-pool.ts';
import { startDeadline } from './deadline.ts';
import { isUnreachable, networkError, type Server, timeoutError } from './network-errors.ts';

const defaultTimeoutMs = 10_000;

export interface EndpointOptions extends Omit<TrustedPlace, 'url'> {
  readonly server: Server;
  /** Shares connections with other clients of the same server; without it they end with this client. */
  readonly pool?: ConnectionPool;
}

export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, already encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For connect, TLS, request and answer together. */
  readonly timeoutMs?: number;
  /** Never sent a second time, not even after an idle connection turned out to be closed. */
  readonly once?: boolean;
}

export interface HttpsAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; undefined if it is no JSON object or list. */
  readonly body: unknown;
  readonly text: string;
}

/** No server took the request. `error` is what to throw where an answer is needed. */
export interface NoAnswer {
  readonly kind: 'no-answer';
  readonly error: SealabError;
}

interface Exchange extends JsonRequest {
  readonly signal: AbortSignal;
}

/** JSON over verified HTTPS to one server, with connections kept alive until it is disposed, or longer in a pool. */
export class HttpsJson implements Disposable {
  readonly server: Server;
  readonly #place: TrustedPlace;
  readonly #pool: ConnectionPool;
  /** Requests on their way: they end with this client, also on a connection that goes on. */
  readonly #open = new Set<ClientRequest>();
  #connections: PlaceConnections | undefined;
  #own: Agent | undefined;
  #disposed = false;

  constructor({ server, pool, ...trust }: EndpointOptions) {
    this.server = server;
    this.#place = { url: server.url, ...trust };
    this.#pool = pool ?? new ConnectionPool(0);
  }

  /** Sends one request. Throws `tls-error`, `service-timeout`, `cancelled`, or the server's code for a broken connection. */
  async send(request: JsonRequest, signal: AbortSignal): Promise<HttpsAnswer | NoAnswer> {
    const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
    using deadline = startDeadline(signal, timeoutMs);
    try {
      return await readAnswer(await this.open({ ...request, signal: deadline.signal }));
    } catch (thrown) {
      if (signal.aborted || this.#disposed) throw cancelledError(thrown);
      if (deadline.timedOut())
        throw timeoutError(this.server, `${request.method} ${request.path}`, timeoutMs);
      const error = thrown instanceof SealabError ? thrown : networkError(thrown, this.server);
      if (isUnreachable(error)) return { kind: 'no-answer', error };
      throw error;
    }
  }

  /** Resolves when the headers are there. Throws what Node throws. */
  async open(exchange: Exchange): Promise<IncomingMessage> {
    const options = this.#requestOptions(exchange);
    const body = exchange.body === undefined ? undefined : JSON.stringify(exchange.body);
    const first = await this.#openOnce(options, body);
    if (first.response !== undefined) return first.response;
    if (!first.isStale || exchange.once === true || exchange.signal.aborted || this.#disposed)
      throw first.thrown;
    const second = await this.#openOnce(options, body);
    if (second.response !== undefined) return second.response;
    throw second.thrown;
  }

  /** Connections of its own, for another client of the same server. They end with this one. */
  agent(): Agent {
    this.#own ??= this.#connect().make({ keepAlive: true });
    return this.#own;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const request of this.#open) request.destroy();
    this.#own?.destroy();
    this.#connections?.[Symbol.dispose]();
  }

  #connect(): PlaceConnections {
    if (this.#disposed) throw cancelledError();
    this.#connections ??= this.#pool.take(this.#place);
    return this.#connections;
  }

  #openOnce(options: RequestOptions, body: string | undefined): Promise<Opened> {
    return new Promise((resolve) => {
      const request = startRequest(options);
      this.#open.add(request);
      request.on('close', () => this.#open.delete(request));
      request.on('response', (response) => resolve({ response, isStale: false }));
      request.on('error', (thrown) => {
        const isReset = 'code' in thrown && (thrown.code === 'ECONNRESET' || thrown.code === 'EPIPE');
        resolve({ thrown, isStale: request.reusedSocket && isReset });
      });
      request.end(body);
    });
  }

  #requestOptions(exchange: Exchange): RequestOptions {
    const { hostname, port } = new URL(this.server.url);
    const connections = this.#connect();
    return {
      // URL keeps the brackets of an IPv6 address, sockets do not take them.
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      method: exchange.method,
      path: exchange.path,
      agent: exchange.once === true ? connections.make({ keepAlive: false }) : connections.shared,
      headers: {
        accept: 'application/json',
        ...(exchange.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...exchange.headers,
      },
      signal: exchange.signal,
    };
  }
}

/** True for the answers that mean "done". A redirect is not one: no server of a lab sends a client elsewhere. */
export function isDone({ status }: HttpsAnswer): boolean {
  return status >= 200 && status < 300;
}

/** The answer, or the error of a request that nobody took. */
export function requireAnswer(result: HttpsAnswer | NoAnswer): HttpsAnswer {
  if (result.kind === 'no-answer') throw result.error;
  return result;
}

export async function readAnswer(response: IncomingMessage): Promise<HttpsAnswer> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return {
    kind: 'answer',
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: parseJson(text),
    text,
  };
}

interface Opened {
  readonly response?: IncomingMessage;
  readonly thrown?: unknown;
  /** The server had closed this kept connection before it read the request. */
  readonly isStale: boolean;
}

function parseJson(text: string): unknown {
  // Metrics are long texts, and a failed parse costs more than all else.
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not every answer is JSON; who needs JSON finds the body missing and has the text.
    return undefined;
  }
}
