import type { OperationContext } from '../ports/operation-context.ts';
import type { LabSession } from './session.ts';
import { GRACE_MS } from './steps/execute.ts';

/** Each before the one it needs. */
export const STOP_ORDER = ['minio', 'kes', 'vault'] as const;

/** Stops some services in the order MinIO, KES, Vault. */
export async function stopServices(
  session: LabSession,
  names: readonly string[],
  context: OperationContext,
): Promise<void> {
  for (const component of STOP_ORDER) {
    await Promise.all(
      session.compose.services
        .filter((service) => service.component === component && names.includes(service.name))
        .map(async (service) => {
          const intent = session.starts.get(service.name);
          if (intent !== undefined) await session.engine.stop(intent, GRACE_MS, context);
        }),
    );
  }
}
