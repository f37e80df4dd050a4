import { Fragment, type ReactNode } from 'react';
import type { Progress, StepProgress } from '#shared/contract/progress.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { StateIcon, type StateTone } from '../../ui/state-icon.tsx';
import { formatClock, formatDuration } from '../../ui/time.ts';
import { groupCaption, groupSteps, stepDetail, stepTimeMs } from './operation-facts.ts';
import { spanOf, type Timeline, timelineUntil } from './timeline.ts';
import './step-table.css';

const TONES: Readonly<Record<StepProgress['state'], StateTone>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'ok',
  failed: 'fail',
  cancelled: 'waiting',
};

const WORDS: Readonly<Record<StepProgress['state'], string>> = {
  waiting: 'waits',
  running: 'runs',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

export interface StepTableProps {
  readonly progress: Progress;
  readonly elapsedMs: number;
  /** The buttons inside a failed step. */
  readonly fixes: ReactNode;
}

/** Every step under its group: state, what it did, time, and its place on the time axis. */
export function StepTable({ progress, elapsedMs, fixes }: StepTableProps) {
  const timeline = timelineUntil(elapsedMs);
  return (
    <div className="steps-card">
      <table className="steps">
        <colgroup>
          <col className="steps-col-icon" />
          <col className="steps-col-title" />
          <col className="steps-col-detail" />
          <col className="steps-col-time" />
          <col className="steps-col-line" />
        </colgroup>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">State</span>
            </th>
            <th>Step</th>
            <th>What it did</th>
            <th className="steps-time">Time</th>
            <th className="steps-axis" aria-label="When">
              {timeline.ticksMs.map((tick) => (
                <span key={tick} style={{ left: percent(tick / timeline.axisMs) }}>
                  {formatClock(tick)}
                </span>
              ))}
            </th>
          </tr>
        </thead>
        <tbody>
          {groupSteps(progress.steps).map((group) => (
            <Fragment key={group.title}>
              <tr className="steps-group">
                <td />
                <th scope="colgroup">{group.title}</th>
                <td>{groupCaption(group)}</td>
                <td />
                <LineCell timeline={timeline} elapsedMs={elapsedMs} />
              </tr>
              {group.steps.map((step) => (
                <StepRow key={step.id} step={step} timeline={timeline} elapsedMs={elapsedMs} fixes={fixes} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface StepRowProps {
  readonly step: StepProgress;
  readonly timeline: Timeline;
  readonly elapsedMs: number;
  readonly fixes: ReactNode;
}

function StepRow({ step, timeline, elapsedMs, fixes }: StepRowProps) {
  const timeMs = stepTimeMs(step, elapsedMs);
  return (
    <>
      <tr className={`steps-${step.state}`}>
        <td>
          <StateIcon tone={TONES[step.state]} label={WORDS[step.state]} />
        </td>
        <th scope="row">{step.title}</th>
        <td className="steps-detail">{stepDetail(step)}</td>
        <td className="steps-time">{timeMs === undefined ? '–' : formatDuration(timeMs)}</td>
        <LineCell timeline={timeline} elapsedMs={elapsedMs} step={step} />
      </tr>
      {step.error === undefined || step.state !== 'failed' ? null : (
        <tr>
          <td colSpan={5} className="steps-error">
            <ErrorBlock error={step.error}>{fixes}</ErrorBlock>
          </td>
        </tr>
      )}
    </>
  );
}

function LineCell({
  timeline,
  elapsedMs,
  step,
}: {
  timeline: Timeline;
  elapsedMs: number;
  step?: StepProgress;
}) {
  const span = step === undefined ? undefined : spanOf(step, elapsedMs, timeline.axisMs);
  return (
    <td className="steps-line" aria-hidden>
      {timeline.ticksMs.map((tick) => (
        <span key={tick} className="steps-tick" style={{ left: percent(tick / timeline.axisMs) }} />
      ))}
      {span === undefined ? null : (
        <span
          className={`steps-bar steps-bar-${step?.state ?? 'done'}`}
          style={{ left: percent(span.from), width: percent(span.length) }}
        />
      )}
      <span className="steps-now" style={{ left: percent(elapsedMs / timeline.axisMs) }} />
    </td>
  );
}

function percent(share: number): string {
  return `${(Math.min(1, share) * 100).toFixed(3)}%`;
}
