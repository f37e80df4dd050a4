import type { RequestListener } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KeyPair } from './throwaway-certificates.ts';

export interface LocalServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** An HTTPS server on 127.0.0.1 that answers as a test wants. */
export async function startLocalServer(
  pair: KeyPair,
  listener: RequestListener,
  options: ServerOptions = {},
): Promise<LocalServer> {
  const server = createServer({ cert: pair.certificatePem, key: pair.keyPem, ...options }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}
