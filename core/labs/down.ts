import type { z } from 'zod';
import type { LabSummary } from '#shared/contract/labs.ts';
import { journalledRun } from './journalled-run.ts';
import type { LabPorts } from './lab-ports.ts';
import { runningServices } from './observe-facts.ts';
import { openLab } from './open-lab.ts';
import { OperationBoard } from './operation-board.ts';
import type { RunContext } from './run-context.ts';
import { STOP_ORDER, stopServices } from './stop-services.ts';
import { summarise } from './summary.ts';

/** Stops the services of a lab, MinIO first, and keeps its data. A stopped lab is fine. */
export async function down(
  ports: LabPorts,
  name: string,
  context: RunContext,
): Promise<z.infer<typeof LabSummary>> {
  await using _lock = await ports.store.lock(name, 'down');
  const { session } = await openLab(ports, name);
  const board = new OperationBoard(`Stopping ${name}`, ports.clock, context.report);
  const running = await runningServices(session);
  board.show(
    STOP_ORDER.map((component) => ({
      id: component,
      title: `Stop ${component}`,
      group: 'Services',
      weight: 1,
    })),
  );
  await journalledRun(
    { ports, folder: session.folder, board, signal: context.signal, operation: 'down' },
    async (doStep) => {
      for (const component of STOP_ORDER) {
        const services = session.compose.services
          .filter((service) => service.component === component && running.has(service.name))
          .map((service) => service.name);
        await doStep(
          {
            id: component,
            step: `stop-${component}`,
            title: `Stop ${component}`,
            commands: [`sealab down ${name}`],
          },
          async (step) => await stopServices(session, services, step),
        );
      }
    },
  );
  return await summarise(ports, name);
}
