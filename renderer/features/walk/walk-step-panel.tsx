import { Button } from '@mantine/core';
import { ChevronLeft, ChevronRight, FileCode, KeyRound, RotateCcw } from 'lucide-react';
import type { ObjectRef } from '#shared/contract/objects.ts';
import type { WalkStep, WalkView } from '#shared/contract/walk.ts';
import type { Revealed } from '../../client/use-revealed.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { KeyText } from '../../ui/key-text.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { formatDuration } from '../../ui/time.ts';
import { FormulaLine } from './formula-line.tsx';
import { type GivenKey, type GivenKind, missingKind } from './given-key.ts';
import { inspectLine } from './inspect-line.ts';
import { PlaintextPanel } from './plaintext-panel.tsx';
import { WalkChecks } from './walk-checks.tsx';
import { isDerived, originDrive, originStep } from './walk-facts.ts';
import { type OriginJump, WalkInput, WalkOutput } from './walk-value.tsx';
import './walk-step-panel.css';

export interface WalkStepPanelProps {
  readonly object: ObjectRef;
  readonly view: WalkView;
  /** Drives that this walk took as absent. */
  readonly away: readonly string[];
  /** The key that this walk was given. */
  readonly given: GivenKey | undefined;
  /** The open step, counted from 0. */
  readonly at: number;
  readonly revealed: Revealed;
  /** The page with what each drive holds. */
  readonly objectHref: string;
  readonly onOpen: (index: number) => void;
  readonly onAgain: () => void;
  /** Somebody wants to give the key that is missing. */
  readonly onGive: (kind: GivenKind) => void;
}

/** The open step: its sentence, then inputs, formula, output and checks, from top to bottom. */
export function WalkStepPanel(props: WalkStepPanelProps) {
  const { object, view, away, given, at, onOpen } = props;
  const step = view.steps[at];
  if (step === undefined) return null;
  const heading = `${at + 1}. ${step.title}`;
  return (
    <section className="card walk-step" aria-label={heading}>
      <header className="walk-step-head">
        <div>
          <h2>{heading}</h2>
          <p className="walk-sentence">
            <KeyText text={step.sentence} />
          </p>
        </div>
        <div className="walk-step-moves">
          <Button
            variant="default"
            leftSection={<ChevronLeft size={16} aria-hidden />}
            rightSection={<kbd aria-hidden>K</kbd>}
            disabled={at === 0}
            aria-keyshortcuts="K"
            onClick={() => onOpen(at - 1)}
          >
            Previous
          </Button>
          <Button
            variant="default"
            leftSection={<ChevronRight size={16} aria-hidden />}
            rightSection={<kbd aria-hidden>J</kbd>}
            disabled={at === view.steps.length - 1}
            aria-keyshortcuts="J"
            onClick={() => onOpen(at + 1)}
          >
            Next
          </Button>
        </div>
      </header>
      <output className="visually-hidden">
        Step {at + 1} of {view.steps.length}, {step.title}: {step.state}
      </output>
      <Body {...props} step={step} />
      <footer className="walk-step-foot">
        <span className="walk-source">
          <FileCode size={15} aria-hidden />
          <span>{step.source}</span>
          {step.state === 'done' ? <span>· {formatDuration(step.tookMs)}</span> : null}
        </span>
        <span className="walk-same">
          <span>Same line:</span>
          <MonoLine
            command={inspectLine(object, {
              withoutDrives: away,
              tried: view.tried?.kind,
              given: given?.kind,
            })}
          />
        </span>
      </footer>
    </section>
  );
}

function Body({
  object,
  view,
  step,
  revealed,
  objectHref,
  given,
  onOpen,
  onAgain,
  onGive,
}: WalkStepPanelProps & { readonly step: WalkStep }) {
  if (step.state === 'skipped') {
    return (
      <p className="walk-absent">
        <KeyText text={step.reason ?? 'Nothing of this object needs this step.'} />
      </p>
    );
  }
  const stopped = view.steps.findIndex((one) => one.state === 'failed') + 1;
  if (step.state === 'not-reached') {
    return (
      <p className="walk-absent">
        {stopped > 0
          ? `The walk stops at step ${stopped}, so this step has no input.`
          : 'The walk ended before this step, so it has no input.'}
      </p>
    );
  }
  const missing = view.tried === undefined ? missingKind(view.encryption, step, given?.kind) : undefined;
  const isContent = step.id === 'plaintext' && view.plaintext !== undefined;
  const jumpOf = (value: (typeof step.inputs)[number]): OriginJump | undefined => {
    const from = originStep(view, value);
    if (from !== undefined) return { kind: 'step', number: from + 1, onGo: () => onOpen(from) };
    return originDrive(view, value) === undefined ? undefined : { kind: 'drive', href: objectHref };
  };
  return (
    <>
      {step.error === undefined ? null : (
        <div className="walk-step-error">
          <ErrorBlock error={step.error}>
            {missing === undefined ? null : (
              <Button
                variant={missing === 'customer' ? 'filled' : 'default'}
                leftSection={<KeyRound size={16} aria-hidden />}
                onClick={() => onGive(missing)}
              >
                {missing === 'customer' ? 'Give the customer key' : 'Give a built-in key'}
              </Button>
            )}
            <Button
              variant={view.tried === undefined && missing !== 'customer' ? 'filled' : 'default'}
              leftSection={<RotateCcw size={16} aria-hidden />}
              onClick={onAgain}
            >
              Walk again
            </Button>
          </ErrorBlock>
          <p className="walk-after">
            {view.tried === undefined ? '' : 'So it would be if the drives held this copy. '}
            The steps after it have no input.
          </p>
        </div>
      )}
      {revealed.problem === undefined ? null : (
        <div className="walk-step-error">
          <ErrorBlock error={revealed.problem}>
            <Button onClick={onAgain}>Walk again</Button>
          </ErrorBlock>
        </div>
      )}
      {step.inputs.length === 0 ? null : (
        <>
          <h3>Inputs, and where each comes from</h3>
          <ul className="walk-inputs">
            {step.inputs.map((value) => (
              <WalkInput key={value.id} value={value} revealed={revealed} jump={jumpOf(value)} />
            ))}
          </ul>
        </>
      )}
      {step.formula === '' ? null : (
        <>
          <h3>Formula</h3>
          <FormulaLine step={step} />
        </>
      )}
      {step.outputs.length === 0 || isContent ? null : (
        <>
          <h3>Output</h3>
          <ul className="walk-outputs">
            {step.outputs.map((value) => (
              <WalkOutput key={value.id} value={value} revealed={revealed} isDerived={isDerived(step)} />
            ))}
          </ul>
        </>
      )}
      {isContent && view.plaintext !== undefined ? (
        <PlaintextPanel
          object={object}
          plaintext={view.plaintext}
          encryption={view.encryption}
          given={given}
        />
      ) : null}
      <WalkChecks checks={step.checks} />
    </>
  );
}
