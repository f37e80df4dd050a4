import { useState } from 'react';
import type { LabState, Rung } from '#shared/contract/labs.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { ActionDialog } from './action-dialog.tsx';
import type { ListedAction } from './action-inputs.ts';
import { ActionsCard } from './actions-card.tsx';
import { CredentialsCard } from './credentials-card.tsx';
import { EnvironmentCard } from './environment-card.tsx';
import { LabHead } from './lab-head.tsx';
import { firstFailing, runsAnything } from './lab-health.ts';
import { stateSentence } from './lab-words.ts';
import { LadderCard, type Repair } from './ladder-card.tsx';
import { ProofCard } from './proof-card.tsx';
import { RemovalDialog } from './removal-dialog.tsx';
import { ServicesCard } from './services-card.tsx';
import './lab-view.css';

export interface LabViewProps {
  readonly state: LabState;
  /** An operation changes this lab now. */
  readonly isBusy: boolean;
  readonly isProving: boolean;
  readonly onProve: () => void;
  readonly onStart: () => void;
  readonly onStop: () => void;
  readonly onRemove: () => void;
  readonly onAction: (action: ListedAction, input: Readonly<Record<string, string>>) => void;
}

/** The page of one lab: does it run, is it proven, where are its addresses, what can be done. */
export function LabView({
  state,
  isBusy,
  isProving,
  onProve,
  onStart,
  onStop,
  onRemove,
  onAction,
}: LabViewProps) {
  const { summary } = state;
  const actions = useQuery('actions.list', {});
  const [chosen, setChosen] = useState<ListedAction>();
  const [isRemoving, setIsRemoving] = useState(false);
  const known: readonly ListedAction[] = actions.value ?? [];
  // Starting, stopping, proving and removing have their buttons on top of the page.
  const inside = known.filter((action) => !action.id.startsWith('lab.'));
  const repairOf = ({ action }: Rung): Repair | undefined => {
    if (action === 'lab.up') return { title: 'Start what is missing', run: onStart };
    if (action === 'lab.prove') return { title: 'Prove again', run: onProve };
    const found = known.find((one) => one.id === action);
    return found === undefined ? undefined : { title: found.title, run: () => onAction(found, {}) };
  };
  const sentence = stateSentence(state);
  const isStopped = !runsAnything(state);
  const isReadable = summary.error === undefined;
  const fails = firstFailing(state.ladder) !== undefined;

  return (
    <>
      <LabHead
        state={state}
        isBusy={isBusy}
        isProving={isProving}
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
          <LadderCard ladder={state.ladder} repairOf={repairOf} isBusy={isBusy} />
          <ProofCard proof={state.proof} isOld={isStopped || fails} />
          <div className="lab-wide">
            <ServicesCard services={state.services} />
          </div>
          <CredentialsCard lab={summary.name} file={state.credentialsFile} />
          <div className="lab-stack">
            <EnvironmentCard lab={summary.name} />
            <ActionsCard actions={isStopped ? [] : inside} onChoose={setChosen} isBusy={isBusy} />
          </div>
        </div>
      ) : null}
      {isReadable ? (
        <footer className="lab-same">
          <span>Same line:</span>
          <MonoLine command={sameLine(state)} />
        </footer>
      ) : null}
      {chosen === undefined ? null : (
        <ActionDialog
          lab={summary.name}
          action={chosen}
          onClose={() => setChosen(undefined)}
          onRun={(input) => {
            onAction(chosen, input);
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
  const verb = summary.status === 'running' || summary.status === 'starting' ? 'status' : 'up';
  return `npm run -s sealab -- ${verb} ${summary.name}`;
}
