import { cancelledError } from '#shared/errors.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import { runJournalled, type StepRun } from './journalled-step.ts';
import type { LabPlan, PlanStep } from './plan.ts';

export interface ApplyOptions extends StepRun {
  readonly execute: (step: PlanStep, context: OperationContext) => Promise<void>;
  /** The lines that do by hand what the step did; for the command log. */
  readonly commandsOf: (step: PlanStep) => readonly string[];
}

/**
 * Runs a plan: each step as soon as the steps it needs are done, as many at once as that allows. The first failure
 * stops the others and is thrown after all of them have ended; nothing runs on behind the caller's back.
 */
export async function applyPlan(plan: LabPlan, options: ApplyOptions): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const finished = new Map<string, Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;

  for (const step of plan.steps) {
    const needed = step.needs.map((id) => finished.get(id) ?? Promise.resolve());
    const run = Promise.all(needed).then(async () => {
      if (signal.aborted) throw cancelledError();
      await runStep(step, { ...options, signal });
    });
    finished.set(
      step.id,
      run.catch((thrown: unknown) => {
        failure ??= { thrown: options.signal.aborted ? cancelledError(thrown) : thrown };
        stop.abort();
        throw thrown;
      }),
    );
  }
  await Promise.allSettled(finished.values());
  if (failure !== undefined) throw failure.thrown;
}

async function runStep(step: PlanStep, options: ApplyOptions): Promise<void> {
  const { journal, clock, run } = options;
  const words = { id: step.id, title: step.title, commands: () => options.commandsOf(step) };
  await runJournalled(options, words, async (context) => {
    // A step that starts a service writes its own intent, with program and arguments, and waits for it.
    if (step.kind !== 'start')
      journal.later({ kind: 'intent', at: clock.now().toISOString(), run, step: step.id });
    await options.execute(step, context);
  });
}
