import { Button } from '@mantine/core';
import { Wrench } from 'lucide-react';
import type { Rung } from '#shared/contract/labs.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { StateIcon, type StateTone, StateWord } from '../../ui/state-icon.tsx';
import { withLocalTimes } from '../../ui/time.ts';
import { firstFailing } from './lab-health.ts';
import './ladder-card.css';

export interface Repair {
  readonly title: string;
  readonly run: () => void;
}

export interface LadderCardProps {
  readonly ladder: readonly Rung[];
  /** What repairs a rung; undefined where only waiting or reading the log helps. */
  readonly repairOf: (rung: Rung) => Repair | undefined;
  readonly isBusy: boolean;
}

const TONES: Readonly<Record<Rung['state'], StateTone>> = {
  ok: 'ok',
  failed: 'fail',
  waiting: 'waiting',
  'not-checked': 'waiting',
};
const WORDS: Readonly<Record<Rung['state'], string>> = {
  ok: 'ok',
  failed: 'fails',
  waiting: 'comes by itself',
  'not-checked': '',
};

/** The rungs of health in the order they are tested. The first failing one is open: what, why, and its repair. */
export function LadderCard({ ladder, repairOf, isBusy }: LadderCardProps) {
  const failing = firstFailing(ladder);
  const passed = ladder.filter((rung) => rung.state === 'ok').length;
  const isWhole = ladder.length > 0 && passed === ladder.length;
  // One word for the whole ladder of a stopped lab is enough.
  const isUntested = ladder.every((rung) => rung.state === 'not-checked');
  const tone: StateTone = failing !== undefined ? 'fail' : isWhole ? 'ok' : 'waiting';
  return (
    <SectionCard
      title="Health ladder"
      className="ladder-card"
      aside={<StateWord tone={tone} word={`${passed} of ${ladder.length}`} />}
    >
      <ol className="ladder">
        {ladder.map((rung, index) => (
          <li key={rung.id} className={`rung rung-${rung.state}`}>
            <div className="rung-line">
              <StateIcon tone={TONES[rung.state]} label={WORDS[rung.state]} />
              <span className="rung-title">{rung.title}</span>
              <span className="rung-evidence" title={withLocalTimes(rung.evidence)}>
                {isUntested && index > 0 ? '' : evidenceOf(rung)}
              </span>
            </div>
            {rung === failing ? <OpenRung rung={rung} repair={repairOf(rung)} isBusy={isBusy} /> : null}
            {rung.state === 'waiting' ? <p className="rung-note">{withLocalTimes(rung.evidence)}</p> : null}
          </li>
        ))}
      </ol>
    </SectionCard>
  );
}

function OpenRung({ rung, repair, isBusy }: { rung: Rung; repair: Repair | undefined; isBusy: boolean }) {
  return (
    <ErrorBlock error={rung.error ?? { code: 'internal', message: `${rung.title}: ${rung.evidence}` }}>
      {repair === undefined ? undefined : (
        <Button
          variant="filled"
          leftSection={<Wrench size={16} aria-hidden />}
          disabled={isBusy}
          onClick={repair.run}
        >
          {repair.title}
        </Button>
      )}
    </ErrorBlock>
  );
}

function evidenceOf(rung: Rung): string {
  if (rung.state === 'not-checked' && rung.evidence === '') return 'not checked yet';
  if (rung.state === 'waiting') return 'comes back by itself';
  return withLocalTimes(rung.evidence);
}
