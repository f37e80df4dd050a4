import type { Handlers } from '#shared/protocol/handlers.ts';
import { KeyFeeds } from '../keys/key-feeds.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { OperationLog } from '../operations.ts';

/** The keys of a lab, and each use of them. */
export function createKeyHandlers(
  ports: LabPorts,
  operations: OperationLog,
): Pick<Handlers, 'keys.graph' | 'keys.uses'> {
  const feeds = new KeyFeeds(ports, operations);
  return {
    'keys.graph': async ({ lab }, context) => await feeds.graph(lab, context),
    'keys.uses': async ({ lab }, context) => await feeds.uses(lab, context),
  };
}
