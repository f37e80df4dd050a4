import type { OperationContext } from '../../ports/operation-context.ts';
import type { LabSession } from '../session.ts';
import { waitFor } from './wait.ts';

/** Waits until every node lives and the erasure set can be written. */
export async function waitForQuorum(session: LabSession, context: OperationContext): Promise<void> {
  using clients = await session.connect();
  let ready = 0;
  await Promise.all(
    session.nodes.map(async ({ name }) => {
      const store = clients.objects[name];
      if (store === undefined) return;
      await waitFor(
        session,
        {
          service: name,
          limitMs: 60_000,
          try: async (signal) => ((await store.health(signal)).hasWriteQuorum ? true : undefined),
        },
        context,
      );
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
