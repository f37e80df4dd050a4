import { useCallback, useEffect, useState } from 'react';
import type { ActionResult } from '#shared/contract/actions.ts';
import type { LabRequest, PlanView } from '#shared/contract/labs.ts';
import { useOperations } from '../client/operations-context.tsx';
import type { ListedAction } from '../features/lab/action-inputs.ts';
import { goTo } from './navigation.ts';
import { forgetRun, rememberRun } from './remembered-request.ts';

export interface ActionOutcome {
  readonly title: string;
  readonly result: ActionResult;
}

export interface LabCommands {
  readonly up: (request: LabRequest) => void;
  readonly down: () => void;
  readonly prove: () => void;
  readonly remove: () => void;
  readonly run: (action: ListedAction, input: Readonly<Record<string, string>>) => void;
  /** What the last action of this page led to. */
  readonly outcome: ActionOutcome | undefined;
  readonly clearOutcome: () => void;
}

/** Brings a lab up and shows it; `plan` is what was shown before. */
export function useBringUp(): (request: LabRequest, plan?: PlanView) => void {
  const { start } = useOperations();
  return useCallback(
    (request, plan) => {
      rememberRun(request, plan);
      goTo({ page: 'lab', name: request.name });
      void start('labs.up', request, { lab: request.name, title: `Bringing up ${request.name}` });
    },
    [start],
  );
}

const NOTE_MS = 12_000;

/** Everything the page of one lab starts. Failures are shown with the operation itself. */
export function useLabCommands(lab: string): LabCommands {
  const { start } = useOperations();
  const up = useBringUp();
  const [outcome, setOutcome] = useState<ActionOutcome>();

  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), NOTE_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const down = useCallback(() => {
    void start('labs.down', { name: lab }, { lab, title: `Stopping ${lab}` });
  }, [start, lab]);

  const prove = useCallback(() => {
    void start('labs.prove', { name: lab }, { lab, title: `Proving ${lab}` });
  }, [start, lab]);

  const remove = useCallback(() => {
    void start('labs.remove', { name: lab }, { lab, title: `Removing ${lab}` }).then((removed) => {
      if (removed === undefined) return;
      forgetRun(lab);
      goTo({ page: 'labs' });
    });
  }, [start, lab]);

  const run = useCallback(
    (action: ListedAction, input: Readonly<Record<string, string>>) => {
      setOutcome(undefined);
      void start('actions.run', { lab, action: action.id, input }, { lab, title: action.title }).then(
        (result) => {
          if (result !== undefined) setOutcome({ title: action.title, result });
        },
      );
    },
    [start, lab],
  );

  const clearOutcome = useCallback(() => setOutcome(undefined), []);
  return { up, down, prove, remove, run, outcome, clearOutcome };
}
