import { SealabError } from '#shared/errors.ts';
import type { PortLeases, PortRequest } from '../ports/port-leases.ts';
import type { FakeCalls } from './fake-calls.ts';

const FIRST_SPARE = 20_000;

/** Leases in memory, with the rules of the real ones. */
export class FakePortLeases implements PortLeases {
  readonly #calls: FakeCalls;
  readonly #leases = new Map<string, Readonly<Record<string, number>>>();
  readonly #reserved = new Set<string>();
  /** Ports on which something listens that is no lab's. */
  readonly takenByOthers = new Set<number>();

  constructor(calls: FakeCalls) {
    this.#calls = calls;
  }

  /** Labs that hold a lease now. */
  labs(): readonly string[] {
    return [...this.#leases.keys()];
  }

  async lease(
    lab: string,
    requests: readonly PortRequest[],
    inUse: readonly string[],
  ): Promise<Readonly<Record<string, number>>> {
    return await this.#calls.run({ name: 'leases.lease', detail: lab }, () => {
      const held = this.#leases.get(lab) ?? {};
      const used = new Set(
        [...this.#leases].flatMap(([name, ports]) => (name === lab ? [] : Object.values(ports))),
      );
      const isFree = (port: number): boolean => !used.has(port) && !this.takenByOthers.has(port);
      const chosen: Record<string, number> = {};
      for (const request of requests) {
        const before = request.isPinned ? request.preferred : (held[request.id] ?? request.preferred);
        const isOwn = inUse.includes(request.id) && held[request.id] === before;
        if (request.isPinned && !isOwn && !isFree(before)) {
          throw new SealabError('port-taken', `Port ${before}, which ${request.id} must have, is taken.`);
        }
        const port = isOwn || isFree(before) ? before : this.#spare(isFree);
        used.add(port);
        chosen[request.id] = port;
      }
      this.#leases.set(lab, { ...held, ...chosen });
      this.#reserved.add(lab);
      return chosen;
    });
  }

  async settle(lab: string): Promise<void> {
    this.#reserved.delete(lab);
  }

  /** Labs whose ports are reserved on the machine. */
  reserved(): readonly string[] {
    return [...this.#reserved];
  }

  async held(lab: string): Promise<Readonly<Record<string, number>>> {
    return await this.#calls.run({ name: 'leases.held', detail: lab }, () => this.#leases.get(lab) ?? {});
  }

  async release(lab: string): Promise<void> {
    await this.#calls.run({ name: 'leases.release', detail: lab }, () => void this.#leases.delete(lab));
  }

  async isTaken(port: number): Promise<boolean> {
    return this.takenByOthers.has(port);
  }

  #spare(isFree: (port: number) => boolean): number {
    let port = FIRST_SPARE;
    while (!isFree(port)) port += 1;
    return port;
  }
}
