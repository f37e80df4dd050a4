import { toWire } from '#shared/errors.ts';
import type { DriveStatus, KesStatus, LabClients, NodeTraffic, SealStatus } from '../ports/services.ts';

/** What the services of a lab said about themselves in one look. undefined where one did not answer. */
export interface Traffic {
  /** By node name. */
  readonly nodes: Readonly<Record<string, NodeTraffic | undefined>>;
  /** From the first node that tells. */
  readonly drives: readonly DriveStatus[] | undefined;
  readonly kes: KesStatus | undefined;
  readonly kesKeyRequests: number | undefined;
  readonly vault: SealStatus | undefined;
}

/** Nothing answered: the lab is stopped, or was never started. */
export const NO_TRAFFIC: Traffic = {
  nodes: {},
  drives: undefined,
  kes: undefined,
  kesKeyRequests: undefined,
  vault: undefined,
};

/**
 * Asks every service for its counters, on endpoints that count nothing themselves: looking changes no number. What does
 * not answer, or refuses, is undefined; only `cancelled` is thrown.
 */
export async function observeTraffic(clients: LabClients, signal: AbortSignal): Promise<Traffic> {
  const stores = Object.entries(clients.objects);
  const [nodes, drives, kes, kesKeyRequests, vault] = await Promise.all([
    Promise.all(
      stores.map(
        async ([name, store]) => [name, await answered(async () => await store.traffic(signal))] as const,
      ),
    ),
    firstDrives(clients, signal),
    answered(async () => await clients.kes.status(signal)),
    answered(async () => await clients.kes.keyRequests(signal)),
    answered(async () => await clients.vault.sealStatus(signal)),
  ]);
  return { nodes: Object.fromEntries(nodes), drives, kes, kesKeyRequests, vault };
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
