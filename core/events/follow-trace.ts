import { isCancelled, toSealabError } from '#shared/errors.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import type { LabSession } from '../labs/session.ts';
import type { LabClients, TracedRequest } from '../ports/services.ts';

/** How long to wait before a trace that ended is asked for again. */
const RETRY_MS = 1_000;

export interface TraceListener {
  readonly signal: AbortSignal;
  readonly take: (requests: readonly TracedRequest[]) => void;
  /** Whether the trace is followed now: requests of a time in which it is not are not seen. */
  readonly onFollowing?: (isFollowing: boolean) => void;
}

/**
 * The S3 requests of all nodes, each with the name of its service, until the signal aborts. One node is asked, which asks the others (MinIO
 * cmd/admin-handlers.go, TraceHandler); where it ends, the next one is, and the lab is read anew: its ports may be others.
 */
export async function followTrace(
  ports: LabPorts,
  lab: string,
  { signal, take, onFollowing }: TraceListener,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      const { session } = await openLab(ports, lab);
      using clients = await connect(session);
      const nodes = Object.values(clients?.admin ?? {});
      const admin = nodes[attempt % nodes.length];
      if (admin !== undefined) {
        for await (const requests of admin.trace(signal)) {
          onFollowing?.(true);
          take(requests.map((request) => ({ ...request, node: serviceOf(session, request.node) })));
        }
      }
    } catch (thrown) {
      if (isCancelled(thrown) && signal.aborted) return;
      // A lab that is gone ends the look itself; a node that is down is asked again.
      if (toSealabError(thrown).code === 'not-found') return;
    }
    onFollowing?.(false);
    await ports.clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

/** The trace names a node by its address; here it has the name of its service. */
function serviceOf(session: LabSession, node: string): string {
  const { nodes } = session;
  const [first] = nodes;
  if (nodes.length === 1 && first !== undefined) return first.name;
  const host = node.replace(/:\d+$/, '');
  return nodes.find(({ name }) => session.urlOf(name) === `https://${node}` || name === host)?.name ?? node;
}

/** undefined half way through the first start: there are no certificates to ask with. */
export async function connect(session: LabSession): Promise<LabClients | undefined> {
  const canAsk =
    session.secrets !== undefined && (await session.certificates.find('sealab-client.crt')) !== undefined;
  return canAsk ? await session.connect() : undefined;
}
