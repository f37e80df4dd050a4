import { Button } from '@mantine/core';
import { SectionCard } from '../../ui/section-card.tsx';
import type { ListedAction } from './action-inputs.ts';
import './actions-card.css';

export interface ActionsCardProps {
  readonly actions: readonly ListedAction[];
  readonly onChoose: (action: ListedAction) => void;
  readonly isBusy: boolean;
}

/** Everything that can be done to the lab by one action; each opens what it will run before it runs. */
export function ActionsCard({ actions, onChoose, isBusy }: ActionsCardProps) {
  return (
    <SectionCard title="Actions" about="each shows its commands before it runs">
      {actions.length === 0 ? <p className="actions-none">None for this lab now.</p> : null}
      <ul className="actions">
        {actions.map((action) => (
          <li key={action.id}>
            <Button variant="default" size="xs" disabled={isBusy} onClick={() => onChoose(action)}>
              {action.title}
            </Button>
          </li>
        ))}
      </ul>
    </SectionCard>
  );
}
