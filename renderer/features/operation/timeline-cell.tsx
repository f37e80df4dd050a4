import type { StepProgress } from '#shared/contract/progress.ts';
import { percentOf, spanOf, type Timeline } from './timeline.ts';

export interface TimelineCellProps {
  readonly timeline: Timeline;
  readonly elapsedMs: number;
  readonly steps: readonly StepProgress[];
}

/** The bars of some steps on the time axis, and the line that is now. The same is in the columns beside it. */
export function TimelineCell({ timeline, elapsedMs, steps }: TimelineCellProps) {
  return (
    <td className="steps-line" aria-hidden>
      {timeline.ticksMs.map((tick) => (
        <span key={tick} className="steps-tick" style={{ left: percentOf(tick / timeline.axisMs) }} />
      ))}
      {steps.map((step) => {
        const span = spanOf(step, elapsedMs, timeline.axisMs);
        if (span === undefined) return null;
        const place = { left: percentOf(span.from), width: percentOf(span.length) };
        return <span key={step.id} className={`steps-bar steps-bar-${step.state}`} style={place} />;
      })}
      <span className="steps-now" style={{ left: percentOf(elapsedMs / timeline.axisMs) }} />
    </td>
  );
}
