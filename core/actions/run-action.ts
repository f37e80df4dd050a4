import type { z } from 'zod';
import type { ActionResult, ActionView } from '#shared/contract/actions.ts';
import { SealabError } from '#shared/errors.ts';
import { journalledRun } from '../labs/journalled-run.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import { OperationBoard } from '../labs/operation-board.ts';
import type { RunContext } from '../labs/run-context.ts';
import { LIFECYCLE } from './lifecycle.ts';
import { actionOf } from './registry.ts';

export interface ActionCall {
  readonly lab: string;
  readonly action: string;
  readonly input: Readonly<Record<string, string>>;
}

/**
 * The name under which an action is run and shown: one on a lab as a whole is the same operation, whichever way it was
 * asked for.
 */
export function operationOf(action: string): string {
  return LIFECYCLE.find((known) => known.id === action)?.operation ?? 'actions.run';
}

/** What an action would do, without doing it. Throws `not-found` or `invalid-input`. */
export function describeAction(call: ActionCall): z.infer<typeof ActionView> {
  const lifecycle = LIFECYCLE.find((known) => known.id === call.action);
  if (lifecycle !== undefined) {
    const { id, title, warning } = lifecycle;
    return {
      id,
      title,
      commands: [...lifecycle.commands(call.lab)],
      ...(warning === undefined ? {} : { warning }),
    };
  }
  const bound = actionOf(call.action).bind(call.input);
  return {
    id: bound.id,
    title: bound.title,
    commands: [...bound.commands(call.lab)],
    ...(bound.warning === undefined ? {} : { warning: bound.warning }),
  };
}

/** Carries an action out, looks whether it took, and writes both into the lab's journal, where the command log reads it. */
export async function runAction(
  ports: LabPorts,
  call: ActionCall,
  context: RunContext,
): Promise<z.infer<typeof ActionResult>> {
  const lifecycle = LIFECYCLE.find((known) => known.id === call.action);
  if (lifecycle !== undefined) {
    const startedMs = ports.clock.monotonicMs();
    const { ok, evidence } = await lifecycle.run(ports, call.lab, context);
    if (!ok) throw notAsSaid(lifecycle.title, evidence);
    const took = Math.round(ports.clock.monotonicMs() - startedMs);
    return {
      id: lifecycle.id,
      verified: true,
      evidence,
      commands: [...lifecycle.commands(call.lab)],
      tookMs: took,
    };
  }
  const bound = actionOf(call.action).bind(call.input);
  await using _lock = await ports.store.lock(call.lab, bound.id);
  const { session } = await openLab(ports, call.lab);
  const board = new OperationBoard(bound.title, ports.clock, context.report);
  board.show([{ id: bound.id, title: bound.title, group: 'Action', weight: 1 }]);
  const startMs = ports.clock.monotonicMs();
  const step = { id: bound.id, title: bound.title, commands: [...bound.commands(call.lab)] };
  const evidence = await journalledRun(
    { ports, folder: session.folder, board, signal: context.signal },
    async (doStep) =>
      await doStep(step, async (stepContext) => {
        using clients = await session.connect();
        await bound.apply({ session, clients }, stepContext);
        const verified = await bound.verify({ session, clients }, context.signal);
        if (!verified.ok) throw notAsSaid(bound.title, verified.evidence);
        return verified.evidence;
      }),
  );
  const tookMs = Math.round(ports.clock.monotonicMs() - startMs);
  return { id: bound.id, verified: true, evidence, commands: step.commands, tookMs };
}

function notAsSaid(title: string, evidence: string): SealabError {
  return new SealabError('conflict', `${title}: done, but the lab does not show it.`, {
    fix: 'Run `sealab doctor NAME`.',
    details: { evidence: [evidence] },
  });
}
