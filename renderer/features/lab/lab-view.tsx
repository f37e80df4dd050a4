import { useDeferredValue, useState } from 'react';
import type { LabState, Rung } from '#shared/contract/labs.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { StateIcon, type StateTone } from '../../ui/state-icon.tsx';
import { DataPathCard } from '../topology/data-path-card.tsx';
import { ActionDialog } from './action-dialog.tsx';
import type { ListedAction } from './action-inputs.ts';
import { ActionsCard } from './actions-card.tsx';
import { CredentialsCard } from './credentials-card.tsx';
import { EnvironmentCard } from './environment-card.tsx';
import { LabHead } from './lab-head.tsx';
import { firstFailing, runsAnything } from './lab-health.ts';
import { useLabPage } from './lab-page.tsx';
import { stateSentence } from './lab-words.ts';
import { LadderCard, type Repair } from './ladder-card.tsx';
import { ProofCard } from './proof-card.tsx';
import { RemovalDialog } from './removal-dialog.tsx';
import { ServiceDrawer } from './service-drawer.tsx';
import { ServicesCard } from './services-card.tsx';
import './lab-view.css';

/** The page of one lab: does it run, is it proven, where are its addresses, what can be done. */
export function LabView() {
  const { state, isBusy, commands } = useLabPage();
  const { summary } = state;
  // The head comes at once; the cards are many, and are drawn in pieces between which the page answers.
  const isDrawn = useDeferredValue(true, false);
  const actions = useQuery('actions.list', {});
  const [chosen, setChosen] = useState<ListedAction>();
  const [isRemoving, setIsRemoving] = useState(false);
  const [opened, setOpened] = useState<string>();
  const known: readonly ListedAction[] = actions.value ?? [];
  // Starting, stopping, proving and removing have their buttons on top of the page.
  const inside = runsAnything(state) ? known.filter((action) => !action.id.startsWith('lab.')) : [];
  const repairOf = ({ action }: Rung): Repair | undefined => {
    if (action === 'lab.up') return { title: 'Start what is missing', run: commands.start };
    if (action === 'lab.prove') return { title: 'Prove again', run: commands.prove };
    const found = known.find((one) => one.id === action);
    return found === undefined ? undefined : { title: found.title, run: () => commands.run(found, {}) };
  };

  return (
    <>
      <LabHead onRemove={() => setIsRemoving(true)} />
      <StateLine />
      {summary.error === undefined ? (
        <>
          {isDrawn ? (
            <Cards
              repairOf={repairOf}
              inside={inside}
              onChoose={setChosen}
              onOpen={(service) => setOpened(service)}
            />
          ) : null}
          <footer className="lab-same">
            <span>Same line:</span>
            <MonoLine command={sameLine(state)} />
          </footer>
        </>
      ) : (
        <div className="lab-error">
          <ErrorBlock error={summary.error} />
        </div>
      )}
      {opened === undefined ? null : (
        <ServiceDrawer
          key={opened}
          lab={summary.name}
          service={opened}
          actions={inside}
          isBusy={isBusy}
          onChoose={setChosen}
          onClose={() => setOpened(undefined)}
        />
      )}
      {chosen === undefined ? null : (
        <ActionDialog
          lab={summary.name}
          action={chosen}
          onClose={() => setChosen(undefined)}
          onRun={(input) => {
            commands.run(chosen, input);
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
            commands.remove();
          }}
        />
      ) : null}
    </>
  );
}

/** One sentence about a lab that does not simply run. */
function StateLine() {
  const { state, isBusy } = useLabPage();
  const sentence = stateSentence(state);
  if (sentence === undefined || isBusy) return null;
  return (
    <p className="lab-sentence">
      <StateIcon tone={toneOf(state.summary.status)} />
      {sentence}
    </p>
  );
}

function toneOf(status: LabState['summary']['status']): StateTone {
  if (status === 'starting') return 'running';
  return status === 'stopped' ? 'off' : 'warn';
}

interface CardsProps {
  readonly repairOf: (rung: Rung) => Repair | undefined;
  readonly inside: readonly ListedAction[];
  readonly onChoose: (action: ListedAction) => void;
  readonly onOpen: (service: string) => void;
}

function Cards({ repairOf, inside, onChoose, onOpen }: CardsProps) {
  const { state, isBusy, commands } = useLabPage();
  const isStopped = !runsAnything(state);
  const fails = firstFailing(state.ladder) !== undefined;
  const actions = <ActionsCard actions={inside} onChoose={onChoose} isBusy={isBusy} />;
  return (
    <div className="lab-grid">
      <div className="lab-wide">
        <DataPathCard
          state={state}
          isStopped={isStopped}
          onStart={isBusy ? undefined : commands.start}
          onOpen={onOpen}
        />
      </div>
      <div className="lab-ladder">
        <LadderCard ladder={state.ladder} repairOf={repairOf} isBusy={isBusy} />
      </div>
      <div className="lab-proof">
        <ProofCard
          proof={state.proof}
          before={isStopped ? 'the lab was stopped' : fails ? 'what fails now' : undefined}
        />
        {/* The ladder is long while a rung is open: what can be done stands beside it. */}
        {fails ? actions : null}
      </div>
      <div className="lab-wide">
        <ServicesCard services={state.services} onOpen={onOpen} />
      </div>
      <CredentialsCard lab={state.summary.name} file={state.credentialsFile} />
      <div className="lab-stack">
        <EnvironmentCard lab={state.summary.name} />
        {fails ? null : actions}
      </div>
    </div>
  );
}

function sameLine({ summary }: LabState): string {
  const verb = summary.status === 'running' || summary.status === 'starting' ? 'status' : 'up';
  return `npm run -s sealab -- ${verb} ${summary.name}`;
}
