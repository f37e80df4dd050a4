import { Progress as Bar, Button } from '@mantine/core';
import { RotateCcw, X } from 'lucide-react';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { nowDoing } from '../operation/operation-facts.ts';
import type { WalkRun } from './use-walk.ts';

/** What stands there while a walk runs, and after it was cancelled. */
export function WalkRunning({ run }: { run: WalkRun }) {
  const { progress } = run;
  if (run.isCancelled || run.error !== undefined) {
    return (
      <div className="walk-note">
        <StateIcon tone="waiting" />
        <p>
          {run.isCancelled
            ? 'Cancelled. A walk only reads: nothing was changed.'
            : 'The walk could not begin.'}
        </p>
        <Button variant="default" leftSection={<RotateCcw size={16} aria-hidden />} onClick={run.again}>
          Walk again
        </Button>
      </div>
    );
  }
  if (!run.isRunning) return null;
  const percent = Math.floor((progress?.fraction ?? 0) * 100);
  return (
    <>
      <div className="walk-note">
        <StateIcon tone="running" />
        <p>{progress === undefined ? 'Reading the drives' : nowDoing(progress)}</p>
        <div className="walk-note-bar">
          <Bar value={percent} size={6} color="var(--text)" aria-label="The walk" />
        </div>
        <Button variant="default" leftSection={<X size={16} aria-hidden />} onClick={run.cancel}>
          Cancel
        </Button>
      </div>
      {run.view === undefined ? (
        <div className="walk-grid">
          <SectionCard title="Steps">
            <LoadingRows what="Walking" count={9} />
          </SectionCard>
          <SectionCard title="From drive to plaintext">
            <LoadingRows what="Walking" count={6} />
          </SectionCard>
        </div>
      ) : null}
    </>
  );
}
