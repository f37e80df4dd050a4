import type { z } from 'zod';
import type { ActionResult, ActionView } from '#shared/contract/actions.ts';
import { SealabError, toWire } from '#shared/errors.ts';
import { JournalWriter } from '../labs/journal.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import { OperationBoard } from '../labs/operation-board.ts';
import { type RunContext, runId } from '../labs/run-context.ts';
import { LIFECYCLE } from './lifecycle.ts';
import { actionOf } from './registry.ts';

export interface ActionCall {
  readonly lab: string;
  readonly action: string;
  readonly input: Readonly<Record<string, string>>;
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
  const journal = new JournalWriter(session.folder);
  const run = runId(ports);
  const commands = [...bound.commands(call.lab)];
  const startMs = ports.clock.monotonicMs();
  const tookMs = (): number => Math.round(ports.clock.monotonicMs() - startMs);
  const write = async (thrown?: unknown): Promise<void> =>
    await journal.write({
      kind: 'outcome',
      at: ports.clock.now().toISOString(),
      run,
      step: bound.id,
      title: bound.title,
      commands,
      ok: thrown === undefined,
      ms: tookMs(),
      ...(thrown === undefined ? {} : { error: toWire(thrown) }),
    });
  board.begin(bound.id);
  try {
    using clients = await session.connect();
    await bound.apply(
      { session, clients },
      { signal: context.signal, report: (report) => board.report(bound.id, report) },
    );
    const verified = await bound.verify({ session, clients }, context.signal);
    if (!verified.ok) throw notAsSaid(bound.title, verified.evidence);
    await write();
    board.done(bound.id);
    return { id: bound.id, verified: true, evidence: verified.evidence, commands, tookMs: tookMs() };
  } catch (thrown) {
    board.failed(bound.id, thrown);
    await write(thrown);
    throw thrown;
  }
}

function notAsSaid(title: string, evidence: string): SealabError {
  return new SealabError('conflict', `${title}: done, but the lab does not show it.`, {
    fix: 'Run `sealab doctor NAME`.',
    details: { evidence: [evidence] },
  });
}
