import { Progress as Bar } from '@mantine/core';
import type { OperationSnapshot, Progress } from '#shared/contract/progress.ts';
import { formatSize } from '../../ui/size.ts';
import { bytesOf, nowDoing, stoppedAt } from './operation-facts.ts';
import './progress-card.css';

const BAR_COLOURS = {
  running: 'var(--text)',
  done: 'var(--text)',
  failed: 'var(--fail)',
  cancelled: 'var(--control)',
} as const;

/** One bar for the whole operation, with what runs now and the bytes. */
export function ProgressCard({ operation, progress }: { operation: OperationSnapshot; progress: Progress }) {
  const percent = Math.floor(progress.fraction * 100);
  const bytes = bytesOf(progress.steps);
  return (
    <div className="progress-card">
      <p className="progress-words">
        <strong>{percent}%</strong>
        <span className="progress-now">{wordsNow(operation, progress)}</span>
        {bytes === undefined ? null : (
          <span className="progress-bytes">
            {formatSize(bytes.done)} of {formatSize(bytes.total)}
          </span>
        )}
      </p>
      <Bar value={percent} size={8} color={BAR_COLOURS[operation.state]} aria-label={operation.title} />
    </div>
  );
}

function wordsNow(operation: OperationSnapshot, progress: Progress): string {
  if (operation.state === 'running') return nowDoing(progress);
  const at = stoppedAt(operation);
  return at === undefined ? 'All steps are done' : `Stopped at step ${at.number}: ${at.title}`;
}
