import type { PortRequest } from '#core/ports/port-leases.ts';
import { SealabError } from '#shared/errors.ts';
import { portOwner } from './port-owner.ts';
import { ephemeralRange, isPortTaken, type PortRange } from './port-probe.ts';

const LAB_PORTS: PortRange = { first: 20_000, last: 32_000 };

export interface AssignmentRequest {
  readonly home: string;
  readonly lab: string;
  readonly requests: readonly PortRequest[];
  /** Ids whose port is taken by the lab's own service. */
  readonly inUse: readonly string[];
  readonly leases: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Keeps other Sealabs of this machine from the port; false where one of them has it. */
  readonly reserve: (port: number) => Promise<boolean>;
}

type Place = Pick<AssignmentRequest, 'home' | 'lab'>;

const isWithin = (port: number, range: PortRange): boolean => port >= range.first && port <= range.last;

/** A number that is always the same for a lab of a home, so that two Sealabs rarely try the same ports first. */
function startOffset({ home, lab }: Place, size: number): number {
  let hash = 0;
  for (const character of `${home}/${lab}`) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % size;
}

function* labPorts(place: Place, ephemeral: PortRange): Generator<number> {
  const size = LAB_PORTS.last - LAB_PORTS.first + 1;
  const offset = startOffset(place, size);
  for (let step = 0; step < size; step += 1) {
    const port = LAB_PORTS.first + ((offset + step) % size);
    if (!isWithin(port, ephemeral)) yield port;
  }
}

/** Chooses a port for every request; see PortLeases.lease. Throws `port-taken`. */
export async function assignPorts(request: AssignmentRequest): Promise<Readonly<Record<string, number>>> {
  const { lab, requests, inUse, leases, reserve } = request;
  const held = leases[lab] ?? {};
  const ephemeral = await ephemeralRange();
  const ownerLab = new Map<number, string>();
  for (const [name, ports] of Object.entries(leases)) {
    if (name !== lab) for (const port of Object.values(ports)) ownerLab.set(port, name);
  }
  const chosen = new Map<string, number>();
  const used = new Set<number>();
  // A lease of this lab that is not asked for now is still the lab's.
  const asked = new Set(requests.map(({ id }) => id));
  for (const [id, port] of Object.entries(held)) if (!asked.has(id)) used.add(port);

  const isOurs = (port: number): boolean => !used.has(port) && !ownerLab.has(port);
  const isFree = async (port: number): Promise<boolean> =>
    isOurs(port) && (await reserve(port)) && !(await isPortTaken(port));
  const take = (id: string, port: number): void => {
    chosen.set(id, port);
    used.add(port);
  };
  const isOwnService = (id: string, port: number): boolean => held[id] === port && inUse.includes(id);

  const pinned = requests.filter(({ isPinned }) => isPinned);
  for (const { id, preferred } of pinned) {
    // Whoever hinders the reservation may be no Sealab: a pinned port is refused only for what listens there.
    if (!isOwnService(id, preferred)) await reserve(preferred);
    if (!isOwnService(id, preferred) && !(isOurs(preferred) && !(await isPortTaken(preferred)))) {
      throw await portTaken({
        id,
        port: preferred,
        ownerLab: ownerLab.get(preferred),
        isUsedTwice: used.has(preferred),
      });
    }
    take(id, preferred);
  }
  const others = requests.filter(({ isPinned }) => !isPinned);
  for (const { id } of others) {
    const port = held[id];
    if (port === undefined || used.has(port)) continue;
    if (isOwnService(id, port) || (await isFree(port))) take(id, port);
  }
  // A service has all of its usual ports or none: where one is taken, another lab's service may be about to take the rest.
  for (const service of servicesOf(others.filter(({ id }) => !chosen.has(id)))) {
    const usual = service.filter(({ preferred }) => !isWithin(preferred, ephemeral));
    const free = await Promise.all(usual.map(async ({ preferred }) => await isFree(preferred)));
    const areFree = usual.length === service.length && free.every(Boolean);
    for (const { id, preferred } of service)
      take(id, areFree ? preferred : await freePort(labPorts(request, ephemeral), isFree));
  }
  return Object.fromEntries(requests.map(({ id }) => [id, chosen.get(id) ?? 0]));
}

/** Requests of the same service together, by their ids: `minio1-api`, `minio1-console`. */
function servicesOf(requests: readonly PortRequest[]): readonly (readonly PortRequest[])[] {
  return [...Map.groupBy(requests, ({ id }) => id.slice(0, id.lastIndexOf('-'))).values()];
}

async function freePort(
  candidates: Iterable<number>,
  isFree: (port: number) => Promise<boolean>,
): Promise<number> {
  for (const port of candidates) if (await isFree(port)) return port;
  throw new SealabError('port-taken', `No port from ${LAB_PORTS.first} to ${LAB_PORTS.last} is free.`, {
    fix: 'Remove labs that you do not need: sealab ls, then sealab rm NAME.',
  });
}

interface TakenPort {
  readonly id: string;
  readonly port: number;
  readonly ownerLab: string | undefined;
  readonly isUsedTwice: boolean;
}

async function portTaken({ id, port, ownerLab, isUsedTwice }: TakenPort): Promise<SealabError> {
  const owner = await portOwner(port);
  const who = describeOwner();
  return new SealabError('port-taken', `Port ${port}, which ${id} must have, is taken by ${who}.`, {
    fix: `Stop what listens there, or change the port of ${id} in lab.yaml.`,
    details: {
      port,
      id,
      ...(ownerLab === undefined ? {} : { lab: ownerLab }),
      ...(owner === undefined ? {} : { pid: owner.pid, program: owner.program }),
    },
  });

  function describeOwner(): string {
    if (isUsedTwice) return 'another port of the same lab';
    if (ownerLab !== undefined) return `lab ${ownerLab}`;
    if (owner !== undefined) return `${owner.program} (process ${owner.pid})`;
    return 'another program';
  }
}
