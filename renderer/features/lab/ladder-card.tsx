import { Button } from '@mantine/core';
import { Wrench } from 'lucide-react';
import type { Rung } from '#shared/contract/labs.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { StateIcon, type StateTone, StateWord } from '../../ui/state-icon.tsx';
import { firstFailing } from './lab-health.ts';
import './ladder-card.css';

export interface LadderCardProps {
  readonly ladder: readonly Rung[];
  /** The lab does not run, so no rung can be tested: nothing is red. */
  readonly isStopped: boolean;
  readonly titleOfAction: (id: string) => string;
  readonly onAction: (id: string) => void;
  readonly onStart: () => void;
  readonly isBusy: boolean;
}

const TONES: Readonly<Record<Rung['state'], StateTone>> = {
  ok: 'ok',
  failed: 'fail',
  'not-checked': 'waiting',
};
const WORDS: Readonly<Record<Rung['state'], string>> = {
  ok: 'ok',
  failed: 'fails',
  'not-checked': 'not checked yet',
};

/** The rungs of health in the order they are tested. The first failing one is open: what, why, and its repair. */
export function LadderCard({ ladder, isStopped, titleOfAction, onAction, onStart, isBusy }: LadderCardProps) {
  const failing = isStopped ? undefined : firstFailing(ladder);
  const passed = ladder.filter((rung) => rung.state === 'ok').length;
  const isWhole = ladder.length > 0 && passed === ladder.length;
  const tone: StateTone = failing !== undefined ? 'fail' : isWhole ? 'ok' : 'waiting';
  return (
    <SectionCard
      title="Health ladder"
      className="ladder-card"
      aside={<StateWord tone={tone} word={`${passed} of ${ladder.length}`} />}
    >
      <ol className="ladder">
        {ladder.map((rung) => {
          const state = isStopped && rung.state === 'failed' ? 'not-checked' : rung.state;
          return (
            <li key={rung.id} className={`rung rung-${state}`}>
              <div className="rung-line">
                <StateIcon tone={TONES[state]} label={WORDS[state]} />
                <span className="rung-title">{rung.title}</span>
                <span className="rung-evidence">
                  {state === 'not-checked' ? 'not checked yet' : rung.evidence}
                </span>
              </div>
              {rung === failing ? (
                <ErrorBlock
                  error={rung.error ?? { code: 'internal', message: `${rung.title}: ${rung.evidence}` }}
                >
                  <Button
                    variant="filled"
                    leftSection={<Wrench size={16} aria-hidden />}
                    disabled={isBusy}
                    onClick={() => (rung.action === undefined ? onStart() : onAction(rung.action))}
                  >
                    {rung.action === undefined ? 'Start what is missing' : titleOfAction(rung.action)}
                  </Button>
                </ErrorBlock>
              ) : null}
            </li>
          );
        })}
      </ol>
    </SectionCard>
  );
}
