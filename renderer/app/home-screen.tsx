import { useEffect, useState } from 'react';
import type { LabRequest, LabSummary, PlanView } from '#shared/contract/labs.ts';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../client/use-query.ts';
import { noDockerReason } from '../features/engines/engine-sentence.ts';
import { CreateForm } from '../features/labs/create-form.tsx';
import { FirstRun } from '../features/labs/first-run.tsx';
import {
  FIRST_LAB,
  freeName,
  type LabForm,
  nameProblem,
  requestOf,
  storedForm,
} from '../features/labs/lab-form.ts';
import { PlanPanel } from '../features/plan/plan-panel.tsx';
import { costOf } from '../features/plan/plan-summary.ts';
import { TerminalCard } from '../features/plan/terminal-card.tsx';
import { upLine } from '../features/plan/terminal-line.ts';
import { ErrorBlock } from '../ui/error-block.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { useRemembered } from '../ui/remembered.ts';
import { goTo } from './navigation.ts';
import './home-screen.css';

const TYPING_MS = 250;

/** Nothing is there yet: one button that brings up the first lab, and beside it what that does. */
export function FirstRunScreen({ onBringUp }: { onBringUp: (request: LabRequest, plan?: PlanView) => void }) {
  const request: LabRequest = { name: FIRST_LAB };
  const plan = useQuery('labs.plan', request);
  return (
    <div className="home-columns">
      <FirstRun
        name={FIRST_LAB}
        line="npm run -s sealab -- up"
        cost={plan.value === undefined ? undefined : costOf(plan.value)}
        onBringUp={() => onBringUp(request, plan.value)}
        onChoose={() => goTo({ page: 'new' })}
      />
      <div className="home-side">
        {plan.error === undefined ? (
          <PlanPanel plan={plan.value} />
        ) : (
          <ErrorBlock error={toWire(plan.error)} />
        )}
      </div>
    </div>
  );
}

/** The parts of a new lab, and the plan that follows each choice. */
export function CreateScreen({
  labs,
  onBringUp,
}: {
  labs: readonly LabSummary[];
  onBringUp: (request: LabRequest, plan?: PlanView) => void;
}) {
  const [stored, keep] = useRemembered<LabForm>('new-lab', storedForm);
  const [form, setForm] = useState<LabForm>(() => ({ ...stored, name: freeName(FIRST_LAB, labs) }));
  const engines = useQuery('engines.list', {});
  const isUsable = nameProblem(form.name, labs) === undefined;
  const request = requestOf(form);
  const plan = useQuery('labs.plan', isUsable ? request : undefined, TYPING_MS);

  useEffect(() => keep(form), [form, keep]);

  return (
    <>
      <PageHead
        title="New lab"
        about="Every part has a default. The plan beside it is what will happen, before it happens."
      />
      <div className="home-columns">
        <CreateForm
          form={form}
          labs={labs}
          noDocker={engines.value === undefined ? undefined : noDockerReason(engines.value)}
          onChange={setForm}
          onBringUp={() => onBringUp(request, plan.isLoading ? undefined : plan.value)}
          onLeave={() => goTo({ page: labs.length === 0 ? 'home' : 'labs' })}
        />
        <div className="home-side">
          {plan.error === undefined ? (
            <PlanPanel plan={plan.value} isOld={plan.isLoading || !isUsable} />
          ) : (
            <ErrorBlock error={toWire(plan.error)} />
          )}
          <TerminalCard line={upLine(request)} />
        </div>
      </div>
    </>
  );
}
