import type { LabSession } from '../labs/session.ts';
import type { TlsProbe } from '../ports/services.ts';

/** How long a handshake that was verified stands for the next ones. A changed certificate is seen after this. */
const STANDS_MS = 12_000;

interface Standing {
  /** The start of the service, its address, and the certificates it was asked with: others are asked anew. */
  readonly mark: string;
  readonly untilMs: number;
  readonly probe: TlsProbe;
}

/**
 * What the listeners of one lab showed, for whoever looks at it again and again: a handshake costs more than all else
 * that a look asks. Only success is kept, for one start of a service, and never beyond the end of its certificate.
 */
export class ProbeMemory {
  readonly #standing = new Map<string, Standing>();

  /** One probe of each service, by its name. */
  async probeAll(session: LabSession, signal: AbortSignal): Promise<ReadonlyMap<string, TlsProbe>> {
    const caPem = await session.certificates.pem('ca.crt');
    const { kesClient } = await session.credentials();
    const probes = session.compose.services.map(async ({ name, component }) => {
      const client = component === 'kes' ? { client: kesClient } : {};
      const address = { ...session.addressOf(name), caPem, ...client };
      const start = session.starts.get(name)?.id ?? '';
      const certificate = client.client?.certificatePem ?? '';
      const mark = [start, address.host, address.port, caPem, certificate].join('\n');
      const probe = this.#find(name, mark, session) ?? (await session.ports.clients.probe(address, signal));
      this.#keep(name, { mark, probe }, session);
      return [name, probe] as const;
    });
    return new Map(await Promise.all(probes));
  }

  /** After a rung that failed: the next look asks every listener. */
  forget(): void {
    this.#standing.clear();
  }

  #find(name: string, mark: string, { ports: { clock } }: LabSession): TlsProbe | undefined {
    const known = this.#standing.get(name);
    if (known === undefined || known.mark !== mark || clock.monotonicMs() >= known.untilMs) return undefined;
    const ended = Date.parse(known.probe.validUntil ?? '') <= clock.now().getTime();
    return ended ? undefined : known.probe;
  }

  #keep(
    name: string,
    { mark, probe }: Pick<Standing, 'mark' | 'probe'>,
    { ports: { clock } }: LabSession,
  ): void {
    if (!probe.verified) this.#standing.delete(name);
    else if (this.#standing.get(name)?.probe !== probe)
      this.#standing.set(name, { mark, probe, untilMs: clock.monotonicMs() + STANDS_MS });
  }
}
