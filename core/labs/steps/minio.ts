import type { OperationContext } from '../../ports/operation-context.ts';
import type { ObjectStore } from '../../ports/services.ts';
import { CONTROL_BUCKET } from '../../proof/prove.ts';
import type { LabSession } from '../session.ts';
import { waitFor } from './wait.ts';

/** Waits until every node lives, and the erasure set can be written through the first, which Sealab talks to. */
export async function waitForQuorum(session: LabSession, context: OperationContext): Promise<void> {
  using clients = await session.connect();
  let ready = 0;
  const needs = ['kes', ...session.nodes.map(({ name }) => name)];
  await Promise.all(
    session.nodes.map(async ({ name }) => {
      const store = clients.objects[name];
      if (store === undefined) return;
      await waitFor(
        session,
        {
          service: name,
          limitMs: 60_000,
          needs,
          try: async (signal) => ((await store.health(signal)).hasWriteQuorum ? true : undefined),
        },
        context,
      );
      if (session.nodes.length > 1 && name === session.nodes[0]?.name) {
        const canWrite = async (signal: AbortSignal): Promise<true> => await writeOnce(store, signal);
        await waitFor(session, { service: name, limitMs: 60_000, needs, try: canWrite }, context);
      }
      ready += 1;
      context.report({
        detail: `${ready} of ${session.nodes.length} nodes ready`,
        done: ready,
        total: session.nodes.length,
        unit: 'items',
      });
    }),
  );
}

/**
 * A node that starts before the others goes on with the drives that it sees, and looks for the rest every 15 s only
 * (MinIO `cmd/erasure-sets.go`, monitorAndConnectEndpoints). Until then it may answer writes with SlowDownWrite,
 * while its health endpoint, which asks the others too, says that all is well.
 */
async function writeOnce(store: ObjectStore, signal: AbortSignal): Promise<true> {
  const key = 'first-write.txt';
  await store.ensureBucket(CONTROL_BUCKET, signal);
  await store.put(CONTROL_BUCKET, { key, body: new Uint8Array([1]) }, signal);
  await store.remove(CONTROL_BUCKET, key, signal);
  return true;
}

/** The same reason: the first node starts when it can see the drives of those that start beside it. */
export async function waitForOtherNodes(session: LabSession, context: OperationContext): Promise<void> {
  const caPem = await session.certificates.pem('ca.crt');
  await Promise.all(
    session.nodes.slice(1).map(async ({ name }) => {
      const listens = async (signal: AbortSignal): Promise<true | undefined> =>
        (await session.ports.clients.probe({ ...session.addressOf(name), caPem }, signal)).connects
          ? true
          : undefined;
      await waitFor(session, { service: name, limitMs: 30_000, try: listens }, context);
    }),
  );
}
