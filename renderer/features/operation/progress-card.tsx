import { Progress as Bar } from '@mantine/core';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { formatSize } from '../../ui/size.ts';
import { bytesOf, nowDoing } from './operation-facts.ts';
import './progress-card.css';

/** One bar for the whole operation, with what runs now and the bytes. */
export function ProgressCard({ operation }: { operation: OperationSnapshot }) {
  const { progress, state } = operation;
  const percent = Math.floor((progress?.fraction ?? 0) * 100);
  const bytes = bytesOf(progress?.steps ?? []);
  const isEnded = state !== 'running';
  return (
    <div className={`progress-card progress-${state}`}>
      <p className="progress-words">
        <strong>{percent}%</strong>
        <span className="progress-now">
          {progress === undefined ? 'Starting' : isEnded ? '' : nowDoing(progress)}
        </span>
        {bytes === undefined ? null : (
          <span className="progress-bytes">
            {formatSize(bytes.done)} of {formatSize(bytes.total)}
          </span>
        )}
      </p>
      <Bar value={percent} size={8} aria-label={operation.title} />
    </div>
  );
}
