import { CircleMinus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { WalkStep, WalkView } from '#shared/contract/walk.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { IdentityWord } from './identity-tile.tsx';
import { captionOf, isDerived } from './walk-facts.ts';
import './walk-list.css';

export interface WalkListProps {
  readonly view: WalkView;
  /** The open step, counted from 0. */
  readonly at: number;
  readonly onOpen: (index: number) => void;
}

/** Every step with its state; one that does not apply stays, greyed, with the reason. */
export function WalkList({ view, at, onOpen }: WalkListProps) {
  const open = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (at >= 0) open.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <nav className="card walk-list" aria-label="Steps of the walk">
      <ol>
        {view.steps.map((step, index) => (
          <li key={step.id} className={`walk-item walk-item-${step.state}`}>
            <button
              ref={index === at ? open : undefined}
              type="button"
              aria-current={index === at ? 'step' : undefined}
              onClick={() => onOpen(index)}
            >
              <StepIcon step={step} number={index + 1} isOpen={index === at} />
              <span className="walk-item-text">
                <span className="walk-item-title">
                  {index + 1}. {step.title}
                </span>
                <span className="walk-item-caption">{captionOf(step)}</span>
              </span>
              <MadeTile step={step} />
            </button>
          </li>
        ))}
      </ol>
      <p className="walk-list-keys">
        <kbd>J</kbd> <kbd>K</kbd> go on and back, <kbd>R</kbd> reveals, <kbd>O</kbd> goes to an origin,{' '}
        <kbd>T</kbd> turns it into a table
      </p>
    </nav>
  );
}

const WORDS = { done: 'done', failed: 'failed', skipped: 'skipped', 'not-reached': 'not reached' } as const;

function StepIcon({ step, number, isOpen }: { step: WalkStep; number: number; isOpen: boolean }) {
  if (isOpen && step.state === 'done') {
    return (
      <span className="walk-item-icon walk-item-number">
        <span aria-hidden>{number}</span>
        <span className="visually-hidden">done</span>
      </span>
    );
  }
  if (step.state === 'skipped') {
    return (
      <span className="walk-item-icon state-icon tone-neutral">
        <CircleMinus size={20} aria-hidden />
        <span className="visually-hidden">skipped</span>
      </span>
    );
  }
  const tone = step.state === 'done' ? 'ok' : step.state === 'failed' ? 'fail' : 'waiting';
  return (
    <span className="walk-item-icon">
      <StateIcon tone={tone} label={WORDS[step.state]} size={20} />
    </span>
  );
}

/** What the step made, where that is a key or data. */
function MadeTile({ step }: { step: WalkStep }) {
  const made = step.outputs.find((output) => output.identity !== undefined);
  if (made?.identity === undefined) return null;
  return <IdentityWord identity={made.identity} text={made.name} isDerived={isDerived(step)} isTileOnly />;
}
