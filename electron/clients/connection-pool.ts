import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Secret } from '#shared/secret.ts';

/** A server as a client reaches it. */
export interface TrustedPlace {
  readonly url: string;
  /** The one CA that the server's certificate has to come from. */
  readonly caPem: string;
  readonly client?: { readonly certificatePem: string; readonly keyPem: Secret };
}

/** Connections to one place, for as long as it is not disposed. */
export interface PlaceConnections extends Disposable {
  /** Shared, and kept alive between requests. */
  readonly shared: Agent;
  /** An agent of its own, with the same certificates. */
  readonly make: (options: { readonly keepAlive: boolean }) => Agent;
}

/** A lab that is watched is asked every few seconds: what it needs is kept between two looks, and not much longer. */
const KEPT_MS = 15_000;

interface Kept {
  readonly shared: Agent;
  readonly secureContext: SecureContext;
  users: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * TLS contexts and kept connections, shared by all clients that reach the same server with the same certificates. With
 * another authority, certificate or key nothing is shared: those connect, and verify, anew.
 */
export class ConnectionPool {
  readonly #kept = new Map<string, Kept>();
  readonly #keptMs: number;

  constructor(keptMs = KEPT_MS) {
    this.#keptMs = keptMs;
  }

  /** Throws what Node throws for a key that does not fit its certificate. */
  take(place: TrustedPlace): PlaceConnections {
    const id = idOf(place);
    const kept = this.#kept.get(id) ?? keep(place);
    this.#kept.set(id, kept);
    clearTimeout(kept.timer);
    kept.users += 1;
    let isReleased = false;
    return {
      shared: kept.shared,
      make: ({ keepAlive }) => createAgent(kept.secureContext, keepAlive),
      [Symbol.dispose]: () => {
        if (isReleased) return;
        isReleased = true;
        this.#release(id, kept);
      },
    };
  }

  #release(id: string, kept: Kept): void {
    kept.users -= 1;
    if (kept.users > 0) return;
    kept.timer = setTimeout(() => {
      this.#kept.delete(id);
      kept.shared.destroy();
    }, this.#keptMs);
    kept.timer.unref();
  }
}

function keep({ caPem, client }: TrustedPlace): Kept {
  const secureContext = createSecureContext({
    ca: caPem,
    ...(client === undefined ? {} : { cert: client.certificatePem, key: client.keyPem.reveal() }),
  });
  return { shared: createAgent(secureContext, true), secureContext, users: 0, timer: undefined };
}

function createAgent(secureContext: SecureContext, keepAlive: boolean): Agent {
  // A resumed session skips the check of the certificate, which may have expired meanwhile.
  return new Agent({ keepAlive, maxCachedSessions: 0, secureContext });
}

function idOf({ url, caPem, client }: TrustedPlace): string {
  const hash = createHash('sha256').update(`${url}\n${caPem}\n`);
  if (client !== undefined) hash.update(`${client.certificatePem}\n${client.keyPem.reveal()}`);
  return hash.digest('hex');
}
