import { useEffect, useRef, useState } from 'react';
import type { ObjectRef } from '#shared/contract/objects.ts';
import type { TryKind } from '#shared/contract/tries.ts';
import type { WalkView } from '#shared/contract/walk.ts';
import { useRevealed } from '../../client/use-revealed.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { useRemembered } from '../../ui/remembered.ts';
import { usePageKeys } from '../keyboard/use-page-keys.ts';
import { useSettings } from '../settings/settings-context.tsx';
import { ByteStrip } from './byte-strip.tsx';
import { Descent } from './descent.tsx';
import { GiveKeyDialog, GivenNote } from './give-key.tsx';
import { type GivenKey, type GivenKind, givenInput } from './given-key.ts';
import { RotationView } from './rotation-view.tsx';
import { TriedNote } from './tried-note.tsx';
import { TryMenu } from './try-menu.tsx';
import { useWalk } from './use-walk.ts';
import { originDrive, originStep, stepToOpen } from './walk-facts.ts';
import { WalkHead, type WalkPlaces, type WalkShown } from './walk-head.tsx';
import { WalkList } from './walk-list.tsx';
import { WalkRunning } from './walk-running.tsx';
import { WalkStepPanel } from './walk-step-panel.tsx';
import { WalkTable } from './walk-table.tsx';
import './walk-page.css';

/** The height of the bar on top, in CSS pixels. */
const TOP_BAR = 52;

interface OpenStep {
  readonly walk: string;
  readonly step: number;
}

/** Another walk of the object stays at the open step, unless it stops somewhere or shows what a try did. */
function shownStep(view: WalkView, open: OpenStep | undefined): number {
  if (open === undefined) return stepToOpen(view);
  const isStopped = view.steps.some((step) => step.state === 'failed');
  const isNew = open.walk !== view.walk;
  return isNew && (isStopped || view.tried !== undefined) ? stepToOpen(view) : open.step;
}

/** One object from the bytes on the drives to its plaintext, step by step, each value with its origin. */
export function WalkPage({ object, places }: { object: ObjectRef; places: WalkPlaces }) {
  const [away, setAway] = useState<readonly string[]>([]);
  const [tried, setTried] = useState<TryKind>();
  const [given, setGiven] = useState<GivenKey>();
  const [asked, setAsked] = useState<GivenKind>();
  const [open, setOpen] = useState<OpenStep>();
  const [shown, setShown] = useRemembered<WalkShown>('walk-shown', (kept) =>
    kept === 'table' ? 'table' : 'steps',
  );
  const run = useWalk({
    ...object,
    withoutDrives: [...away],
    ...(tried === undefined ? {} : { try: tried }),
    ...givenInput(given),
  });
  const { view } = run;
  const isShared = useSettings().value?.sharedScreen === true;
  const revealed = useRevealed({
    owner: view?.walk,
    refusal: isShared ? 'The screen is shared: secrets stay covered.' : undefined,
    ask: (client, value, walk) => client.ask('inspector.reveal', { lab: object.lab, walk, value }),
  });
  const panel = useRef<HTMLDivElement>(null);
  const last = (view?.steps.length ?? 1) - 1;
  const at = view === undefined ? 0 : shownStep(view, open);
  const step = view?.steps[at];

  // A step that is opened is read from its top.
  useEffect(() => {
    if (at >= 0 && panel.current !== null && panel.current.getBoundingClientRect().top < TOP_BAR)
      panel.current.scrollIntoView({ block: 'start' });
  }, [at]);

  const goTo = (index: number): void => {
    if (view === undefined) return;
    const next = Math.min(last, Math.max(0, index));
    setShown('steps');
    setOpen({ walk: view.walk, step: next });
  };
  const firstSecret =
    step === undefined ? undefined : [...step.inputs, ...step.outputs].find((one) => one.isSecret);
  const seen =
    step === undefined
      ? undefined
      : [...step.inputs, ...step.outputs].find((one) => revealed.valueOf(one.id) !== undefined);
  usePageKeys('walk', {
    step: (press) => goTo(press === 'j' ? at + 1 : at - 1),
    reveal: () => {
      if (seen !== undefined) revealed.cover();
      else if (firstSecret !== undefined && revealed.refusal === undefined) revealed.reveal(firstSecret.id);
    },
    origin: () => {
      if (view === undefined || step === undefined) return;
      const from = step.inputs.flatMap((one) => originStep(view, one) ?? [])[0];
      if (from !== undefined) goTo(from);
      else if (step.inputs.some((one) => originDrive(view, one) !== undefined))
        window.location.hash = places.object;
    },
    table: () => setShown(shown === 'table' ? 'steps' : 'table'),
  });

  const note =
    tried === undefined || shown === 'rotation' ? null : (
      <TriedNote run={run} onBack={() => setTried(undefined)} />
    );
  return (
    <>
      <WalkHead
        object={object}
        places={places}
        run={run}
        shown={shown}
        onShown={setShown}
        away={away}
        onAway={setAway}
        given={given?.kind}
      />
      {given === undefined || shown === 'rotation' ? null : (
        <GivenNote kind={given.kind} onBack={() => setGiven(undefined)} />
      )}
      <WalkRunning run={run} />
      {view === undefined || shown !== 'steps' ? note : null}
      {run.error === undefined ? null : (
        <div className="walk-error">
          <ErrorBlock error={run.error} />
        </div>
      )}
      {shown === 'rotation' ? <RotationView object={object} onChanged={run.again} /> : null}
      {view === undefined || shown === 'rotation' ? null : (
        <div className={run.isRunning ? 'walk walk-old' : 'walk'} aria-busy={run.isRunning}>
          <Descent view={view} at={at} onOpen={goTo} />
          {shown === 'table' ? (
            <WalkTable view={view} />
          ) : (
            <div className="walk-grid">
              <div className="walk-side">
                <TryMenu
                  tries={view.tries}
                  tried={view.tried?.kind}
                  isRunning={run.isRunning}
                  onTry={setTried}
                />
                <WalkList view={view} at={at} onOpen={goTo} />
              </div>
              <div ref={panel} className="walk-panel">
                {note}
                <WalkStepPanel
                  object={object}
                  view={view}
                  away={away}
                  given={given}
                  at={at}
                  revealed={revealed}
                  objectHref={places.object}
                  onOpen={goTo}
                  onAgain={run.again}
                  onGive={setAsked}
                />
              </div>
            </div>
          )}
          {view.strip.length === 0 ? null : <ByteStrip view={view} />}
        </div>
      )}
      {asked === undefined ? null : (
        <GiveKeyDialog
          kind={asked}
          isShared={isShared}
          onGive={(key) => {
            setGiven(key);
            setAsked(undefined);
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
