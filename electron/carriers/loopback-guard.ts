import type { IncomingMessage } from 'node:http';

/**
 * Returns the Host header if it names this server, otherwise undefined. Only the exact loopback names with the port
 * pass, so that a foreign name that resolves to 127.0.0.1 (DNS rebinding) does not.
 */
export function ownHost(request: IncomingMessage, port: number): string | undefined {
  const hosts = request.headersDistinct['host'] ?? [];
  const [host] = hosts;
  if (hosts.length !== 1 || host === undefined) return undefined;
  return host === `127.0.0.1:${port}` || host === `localhost:${port}` ? host : undefined;
}

/** Whether the request was made by a page of this server. `host` is what `ownHost` returned. */
export function hasOwnOrigin(request: IncomingMessage, host: string): boolean {
  const origins = request.headersDistinct['origin'] ?? [];
  return origins.length === 1 && origins[0] === `http://${host}`;
}

/** The headers of every answer. `host` is a checked Host header, absent when the answer is a refusal. */
export function securityHeaders(host?: string): Record<string, string> {
  const socket = host === undefined ? '' : ` ws://${host}`;
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self' 'unsafe-inline'",
      `connect-src 'self'${socket}`,
      "img-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
