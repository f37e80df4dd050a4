import type { OperationContext } from '../../ports/operation-context.ts';
import type { LabSession } from '../session.ts';
import { waitFor } from './wait.ts';

/** Waits until KES reaches its key store and makes sure that the default key is there. */
export async function ensureKesKey(session: LabSession, context: OperationContext): Promise<void> {
  using clients = await session.connect();
  await waitFor(
    session,
    {
      service: 'kes',
      limitMs: 30_000,
      try: async (signal) =>
        (await clients.kes.status(signal))?.keystoreReachable === true ? true : undefined,
    },
    context,
  );
  const outcome = await clients.kes.createKey(session.definition.keyName, context.signal);
  context.report({
    detail: `${session.definition.keyName} ${outcome === 'created' ? 'created' : 'is there'}`,
  });
}
