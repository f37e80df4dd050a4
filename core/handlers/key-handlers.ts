import type { Handlers } from '#shared/protocol/handlers.ts';
import { KeyFeeds } from '../keys/key-feeds.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { runOneStep } from '../labs/one-step.ts';
import type { OperationLog } from '../operations.ts';

/** The keys of a lab, and each use of them. */
export function createKeyHandlers(
  ports: LabPorts,
  operations: OperationLog,
): Pick<Handlers, 'keys.graph' | 'keys.uses' | 'keys.count'> {
  const feeds = new KeyFeeds(ports, operations);
  return {
    'keys.graph': async ({ lab }, context) => await feeds.graph(lab, context),
    'keys.count': async (input, caller) =>
      await operations.run(
        // Like all that only reads the drives, it is told where it was asked for, and not as work on the lab.
        { name: 'inspector.count', title: `Counting the objects of ${input.bucket}`, lab: input.lab },
        caller,
        async (context) =>
          await runOneStep(
            { ports, step: { id: 'count', title: 'Read xl.meta of every object', group: 'Drives' } },
            context,
            async (step) => await feeds.count(input, step),
          ),
      ),
    'keys.uses': async ({ lab }, context) => await feeds.uses(lab, context),
  };
}
