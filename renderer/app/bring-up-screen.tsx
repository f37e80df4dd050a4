import { useState } from 'react';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { useOperations } from '../client/operations-context.tsx';
import { useQuery } from '../client/use-query.ts';
import { LearnCardDeck } from '../features/first-run/learn-card-deck.tsx';
import { leavesTimeToRead } from '../features/first-run/learn-cards.ts';
import { OperationView } from '../features/operation/operation-view.tsx';
import { PlanPanel } from '../features/plan/plan-panel.tsx';
import { TerminalCard } from '../features/plan/terminal-card.tsx';
import { upLine } from '../features/plan/terminal-line.ts';
import { goTo } from './navigation.ts';
import { rememberedPlan, rememberedRequest } from './remembered-request.ts';
import { useBringUp } from './use-lab-commands.ts';

/** A lab on its way: its steps, and beside them what it will do or what the components are for. */
export function BringUpScreen({
  operation,
  name,
  exists,
}: {
  operation: OperationSnapshot;
  name: string;
  exists: boolean;
}) {
  const { cancel, dismiss } = useOperations();
  const bringUp = useBringUp();
  const request = rememberedRequest(name);
  const [kept] = useState(() => rememberedPlan(name));
  const asked = useQuery('labs.plan', kept === undefined ? request : undefined);
  const plan = kept ?? asked.value;
  const hasTime = operation.progress !== undefined && leavesTimeToRead(operation.progress);
  const close = (): void => {
    dismiss(operation);
    if (!exists) goTo({ page: 'labs' });
  };
  return (
    <OperationView
      operation={operation}
      layout="page"
      onCancel={() => cancel(operation)}
      onRetry={() => {
        dismiss(operation);
        bringUp(request, plan);
      }}
      onClose={close}
      closeWord={exists ? 'Show the lab' : 'Back to the labs'}
      side={
        <>
          {hasTime ? <LearnCardDeck /> : null}
          {plan === undefined ? null : <PlanPanel plan={plan} />}
          <TerminalCard line={upLine(request)} />
        </>
      }
    />
  );
}
