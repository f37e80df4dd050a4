import { useState } from 'react';
import type { LabState } from '#shared/contract/labs.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { ActionsCard, type NamedAction } from './actions-card.tsx';
import { CredentialsCard } from './credentials-card.tsx';
import { EnvironmentCard } from './environment-card.tsx';
import { LabHead } from './lab-head.tsx';
import { firstFailing } from './lab-health.ts';
import { stateSentence } from './lab-words.ts';
import { LadderCard } from './ladder-card.tsx';
import { ProofCard } from './proof-card.tsx';
import { RemovalDialog } from './removal-dialog.tsx';
import { ServicesCard } from './services-card.tsx';
import './lab-view.css';

export interface LabViewProps {
  readonly state: LabState;
  /** An operation changes this lab now. */
  readonly isBusy: boolean;
  readonly onProve: () => void;
  readonly onStart: () => void;
  readonly onStop: () => void;
  readonly onRemove: () => void;
  readonly onAction: (action: NamedAction) => void;
}

/** The page of one lab: does it run, is it proven, where are its addresses, what can be done. */
export function LabView({ state, isBusy, onProve, onStart, onStop, onRemove, onAction }: LabViewProps) {
  const { summary } = state;
  const actions = useQuery('actions.list', {});
  const [chosen, setChosen] = useState<NamedAction>();
  const [isRemoving, setIsRemoving] = useState(false);
  const known: readonly NamedAction[] = actions.value ?? [];
  const titleOf = (id: string): string => known.find((action) => action.id === id)?.title ?? 'Repair it';
  const sentence = stateSentence(summary);
  const isStopped = summary.status === 'stopped' || summary.status === 'removing';
  const isReadable = summary.status !== 'damaged';
  const fails = firstFailing(state.ladder) !== undefined;

  return (
    <>
      <LabHead
        state={state}
        isBusy={isBusy}
        onProve={onProve}
        onStart={onStart}
        onStop={onStop}
        onRemove={() => setIsRemoving(true)}
      />
      {sentence === undefined || isBusy ? null : (
        <p className="lab-sentence">
          <StateIcon tone={summary.status === 'stopped' ? 'off' : 'warn'} />
          {sentence}
        </p>
      )}
      {summary.error === undefined ? null : (
        <div className="lab-error">
          <ErrorBlock error={summary.error} />
        </div>
      )}
      {isReadable ? (
        <div className="lab-grid">
          <LadderCard
            ladder={state.ladder}
            isStopped={isStopped}
            titleOfAction={titleOf}
            onAction={(id) => onAction({ id, title: titleOf(id) })}
            onStart={onStart}
            isBusy={isBusy}
          />
          <ProofCard proof={state.proof} isOld={isStopped || fails} />
          <div className="lab-wide">
            <ServicesCard services={state.services} />
          </div>
          <CredentialsCard lab={summary.name} file={state.credentialsFile} />
          <div className="lab-stack">
            <EnvironmentCard lab={summary.name} />
            <ActionsCard actions={isStopped ? [] : known} onChoose={setChosen} isBusy={isBusy} />
          </div>
        </div>
      ) : null}
      <footer className="lab-same">
        <span>Same line:</span>
        <MonoLine command={sameLine(state)} />
      </footer>
      {chosen === undefined ? null : (
        <ActionDialog
          lab={summary.name}
          action={chosen}
          onClose={() => setChosen(undefined)}
          onRun={() => {
            onAction(chosen);
            setChosen(undefined);
          }}
        />
      )}
      {isRemoving ? (
        <RemovalDialog
          lab={summary.name}
          onClose={() => setIsRemoving(false)}
          onRemove={() => {
            setIsRemoving(false);
            onRemove();
          }}
        />
      ) : null}
    </>
  );
}

function sameLine({ summary }: LabState): string {
  const verb = summary.status === 'stopped' || summary.status === 'partial' ? 'up' : 'status';
  return `npm run -s sealab -- ${verb} ${summary.name}`;
}
