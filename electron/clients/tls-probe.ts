import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import type { ServiceClients, TlsProbe } from '#core/ports/services.ts';
import { cancelledError } from '#shared/errors.ts';
import { describe } from './network-errors.ts';

const timeoutMs = 3_000;
/** How long after the handshake a server may still refuse the client certificate (TLS 1.3 tells it late). */
const refusalMs = 150;

type ProbeAddress = Parameters<ServiceClients['probe']>[0];

/** One verified TLS handshake, given up after 3 s. Every outcome but `cancelled` is a result. */
export function probeTls(address: ProbeAddress, signal: AbortSignal): Promise<TlsProbe> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelledError());
      return;
    }
    let connects = false;
    let verified = false;
    let validUntil: string | undefined;
    let socket: TLSSocket;
    try {
      socket = connect(connectOptions(address));
    } catch (thrown) {
      resolve({ connects, verified, validUntil, error: describe(thrown).text });
      return;
    }
    let timer = setTimeout(() => finish(`no answer within ${timeoutMs} ms`), timeoutMs);
    const onAbort = () => {
      close();
      reject(cancelledError());
    };
    signal.addEventListener('abort', onAbort, { once: true });

    function close(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
    }
    function finish(error: string | undefined): void {
      close();
      resolve({ connects, verified: verified && error === undefined, validUntil, error });
    }

    socket.on('connect', () => {
      connects = true;
    });
    // Before Node looks at the certificate, and destroys the socket if it is not valid.
    socket.prependListener('secure', () => {
      validUntil = endOfValidity(socket);
    });
    socket.on('secureConnect', () => {
      verified = true;
      clearTimeout(timer);
      timer = setTimeout(() => finish(undefined), refusalMs);
    });
    socket.on('session', () => verified && finish(undefined));
    socket.on('error', (thrown) => finish(describe(thrown).text));
    socket.on('close', () => finish(verified ? undefined : 'the connection was closed'));
  });
}

function connectOptions({ host, port, caPem, client }: ProbeAddress): ConnectionOptions {
  return {
    host,
    port,
    ca: caPem,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    ...(client === undefined ? {} : { cert: client.certificatePem, key: client.keyPem.reveal() }),
  };
}

function endOfValidity(socket: TLSSocket): string | undefined {
  const end = new Date(socket.getPeerCertificate().valid_to);
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString();
}
