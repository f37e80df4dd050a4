import type { z } from 'zod';
import type { LabSummary } from '#shared/contract/labs.ts';
import { toWire } from '#shared/errors.ts';
import { JournalWriter } from './journal.ts';
import type { LabPorts } from './lab-ports.ts';
import { runningServices } from './observe-facts.ts';
import { openLab } from './open-lab.ts';
import { OperationBoard } from './operation-board.ts';
import { type RunContext, runId } from './run-context.ts';
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
  const journal = new JournalWriter(session.folder);
  const run = runId(ports);
  const running = await runningServices(session);
  board.show(
    STOP_ORDER.map((component) => ({
      id: component,
      title: `Stop ${component}`,
      group: 'Services',
      weight: 1,
    })),
  );
  journal.later({ kind: 'begin', at: ports.clock.now().toISOString(), run, operation: 'down' });
  for (const component of STOP_ORDER) {
    board.begin(component);
    const services = session.compose.services.filter(
      (service) => service.component === component && running.has(service.name),
    );
    const startMs = ports.clock.monotonicMs();
    try {
      await stopServices(
        session,
        services.map((service) => service.name),
        { signal: context.signal, report: (report) => board.report(component, report) },
      );
    } catch (thrown) {
      board.failed(component, thrown);
      await journal.write({
        kind: 'end',
        at: ports.clock.now().toISOString(),
        run,
        ok: false,
        error: toWire(thrown),
      });
      throw thrown;
    }
    board.done(component);
    journal.later({
      kind: 'outcome',
      at: ports.clock.now().toISOString(),
      run,
      step: `stop-${component}`,
      title: `Stopped ${component}`,
      commands: [`sealab down ${name}`],
      ok: true,
      ms: Math.round(ports.clock.monotonicMs() - startMs),
    });
  }
  await journal.write({ kind: 'end', at: ports.clock.now().toISOString(), run, ok: true });
  return await summarise(ports, name);
}
