import { toWire } from '#shared/errors.ts';
import type { DriveStatus, KesStatus, LabClients, NodeTraffic, ObjectStore } from '../ports/services.ts';
import type { SealStatus } from '../ports/vault-api.ts';

/** What the services of a lab said about themselves in one look. undefined where one did not answer. */
export interface Traffic {
  /** By node name. */
  readonly nodes: Readonly<Record<string, NodeTraffic | undefined>>;
  readonly kes: KesStatus | undefined;
  readonly vault: SealStatus | undefined;
  readonly slow: SlowFacts;
}

/** What changes rarely, and is looked at more rarely. */
export interface SlowFacts {
  /** By node name: whether it reaches KES. */
  readonly reach: Readonly<Record<string, boolean | undefined>>;
  /** From the first node that tells. */
  readonly drives: readonly DriveStatus[] | undefined;
  readonly kesKeyRequests: number | undefined;
}

/** Nothing answered: the lab is stopped, or was never started. */
export const NO_TRAFFIC: Traffic = {
  nodes: {},
  kes: undefined,
  vault: undefined,
  slow: { reach: {}, drives: undefined, kesKeyRequests: undefined },
};

/**
 * Asks every service for its counters, on endpoints that count nothing themselves: looking changes no number. What does
 * not answer, or refuses, is undefined; only `cancelled` is thrown. `known` spares the questions for what changes rarely.
 */
export async function observeTraffic(
  clients: LabClients,
  known: SlowFacts | undefined,
  signal: AbortSignal,
): Promise<Traffic> {
  const [nodes, slow, kes, vault] = await Promise.all([
    ofEachNode(clients, async (store) => await store.traffic(signal)),
    known ?? observeSlowFacts(clients, signal),
    answered(async () => await clients.kes.status(signal)),
    answered(async () => await clients.vault.sealStatus(signal)),
  ]);
  return { nodes, slow, kes, vault };
}

async function observeSlowFacts(clients: LabClients, signal: AbortSignal): Promise<SlowFacts> {
  const [reach, drives, kesKeyRequests] = await Promise.all([
    ofEachNode(clients, async (store) => await store.reachesKms(signal)),
    firstDrives(clients, signal),
    answered(async () => await clients.kes.keyRequests(signal)),
  ]);
  return { reach, drives, kesKeyRequests };
}

async function ofEachNode<T>(
  { objects }: LabClients,
  ask: (store: ObjectStore) => Promise<T | undefined>,
): Promise<Readonly<Record<string, T | undefined>>> {
  return Object.fromEntries(
    await Promise.all(
      Object.entries(objects).map(
        async ([name, store]) => [name, await answered(async () => await ask(store))] as const,
      ),
    ),
  );
}

/** Whether anything at all answered. */
export function isSilent({ nodes, kes, vault }: Traffic): boolean {
  return kes === undefined && vault === undefined && Object.values(nodes).every((node) => node === undefined);
}

/** Whether everything answered. */
export function isComplete({ nodes, kes, vault }: Traffic): boolean {
  return kes !== undefined && vault !== undefined && Object.values(nodes).every((node) => node !== undefined);
}

async function firstDrives(
  clients: LabClients,
  signal: AbortSignal,
): Promise<readonly DriveStatus[] | undefined> {
  for (const store of Object.values(clients.objects)) {
    const drives = await answered(async () => await store.drives(signal));
    if (drives !== undefined) return drives;
  }
  return undefined;
}

/** The answer, or undefined where there is none or it cannot be trusted: the ladder names the reason. */
async function answered<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    if (toWire(thrown).code === 'cancelled') throw thrown;
    return undefined;
  }
}
