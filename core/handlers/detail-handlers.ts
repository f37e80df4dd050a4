import type { Handlers } from '#shared/protocol/handlers.ts';
import { followTopology } from '../labs/follow-topology.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { viewService } from '../labs/service-detail.ts';
import type { OperationLog } from '../operations.ts';

type DetailHandlers = Pick<Handlers, 'labs.service' | 'labs.topology'>;

/** One service and the connections between them. */
export function createDetailHandlers(ports: LabPorts, operations: OperationLog): DetailHandlers {
  return {
    'labs.service': async ({ name, service }, { signal }) =>
      await viewService(ports, { name, service }, signal),
    'labs.topology': async ({ name }, context) => await followTopology({ ports, operations }, name, context),
  };
}
