import type { TopologyView } from '#shared/contract/details.ts';
import {
  isComplete,
  isSilent,
  NO_TRAFFIC,
  observeTraffic,
  type SlowFacts,
  type Traffic,
} from '../health/traffic.ts';
import type { OperationLog } from '../operations.ts';
import type { LabClients } from '../ports/services.ts';
import type { LabPorts } from './lab-ports.ts';
import { openLab } from './open-lab.ts';
import type { LabSession } from './session.ts';
import { topologyOf } from './topology-view.ts';

const LOOK_EVERY_MS = 2_000;
/** What changes rarely is asked at every third look, and at every one while something fails. */
const SLOW_FACTS_EVERY = 3;
/** A lab that does not run is looked at less often: only its start is awaited. */
const LOOK_AT_STOPPED_EVERY_MS = 5_000;

interface Watched extends Disposable {
  readonly session: LabSession;
  /** undefined half way through the first start: there are no certificates to ask with. */
  readonly clients: LabClients | undefined;
}

/**
 * Publishes the connections and drives of a lab when they change, looked at every 2 s over connections that stay open.
 * The lab is read from its folder again when an operation began or ended, and while something does not answer.
 * Throws what `openLab` throws.
 */
export async function followTopology(
  { ports, operations }: { readonly ports: LabPorts; readonly operations: OperationLog },
  name: string,
  context: { readonly signal: AbortSignal; readonly publish: (view: TopologyView) => void },
): Promise<void> {
  const { signal } = context;
  let watched: Watched | undefined;
  let isOutdated = true;
  let totals: ReadonlyMap<string, number> = new Map();
  let last = '';
  let known: SlowFacts | undefined;
  let looks = 0;
  const stop = operations.onChange(() => {
    isOutdated = true;
  });
  try {
    while (!signal.aborted) {
      if (isOutdated || watched === undefined) {
        isOutdated = false;
        const opened = await open(ports, name);
        watched?.[Symbol.dispose]();
        watched = opened;
      }
      const traffic = await look(watched, looks++ % SLOW_FACTS_EVERY === 0 ? undefined : known, signal);
      const view = topologyOf(watched.session, traffic, totals);
      totals = totalsOf(view);
      const { lookedAt: _, ...seen } = view;
      const text = JSON.stringify(seen);
      if (text !== last && !signal.aborted) context.publish(view);
      last = text;
      if (!isComplete(traffic)) isOutdated = true;
      known = view.connections.every(({ state }) => state === 'ok') ? traffic.slow : undefined;
      await pause(ports, isSilent(traffic) ? LOOK_AT_STOPPED_EVERY_MS : LOOK_EVERY_MS, signal);
    }
  } finally {
    stop();
    watched?.[Symbol.dispose]();
  }
}

async function open(ports: LabPorts, name: string): Promise<Watched> {
  const { session } = await openLab(ports, name);
  const canAsk =
    session.secrets !== undefined && (await session.certificates.find('sealab-client.crt')) !== undefined;
  const clients = canAsk ? await session.connect() : undefined;
  return { session, clients, [Symbol.dispose]: () => clients?.[Symbol.dispose]() };
}

async function look(
  { clients }: Watched,
  known: SlowFacts | undefined,
  signal: AbortSignal,
): Promise<Traffic> {
  return clients === undefined ? NO_TRAFFIC : await observeTraffic(clients, known, signal);
}

function totalsOf({ connections }: TopologyView): ReadonlyMap<string, number> {
  return new Map(
    connections.flatMap(({ id, totalRequests }) =>
      totalRequests === undefined ? [] : [[id, totalRequests] as const],
    ),
  );
}

async function pause(ports: LabPorts, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await ports.clock.sleep(ms, signal);
  } catch {
    // Nobody watches any more: the loop ends.
  }
}
