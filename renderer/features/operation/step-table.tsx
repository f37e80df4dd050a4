import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, type ReactNode, useState } from 'react';
import type { Progress, StepProgress } from '#shared/contract/progress.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { StateIcon, type StateTone } from '../../ui/state-icon.tsx';
import { formatClock, formatDuration } from '../../ui/time.ts';
import { groupCaption, groupSteps, type StepGroup, stepDetail, stepTimeMs } from './operation-facts.ts';
import { percentOf, type Timeline, timelineUntil } from './timeline.ts';
import { TimelineCell } from './timeline-cell.tsx';
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

/** Longer lists fold what is done, so that what runs stays in sight. */
const FOLDS_FROM_STEPS = 14;

export interface StepTableProps {
  readonly progress: Progress;
  readonly elapsedMs: number;
  /** The buttons inside a failed step. */
  readonly fixes: ReactNode;
}

/** Every step under its group: state, what it did, time, and its place on the time axis. */
export function StepTable({ progress, elapsedMs, fixes }: StepTableProps) {
  const [toggled, setToggled] = useState<readonly string[]>([]);
  const timeline = timelineUntil(elapsedMs);
  const foldsDone = progress.steps.length >= FOLDS_FROM_STEPS;
  const toggle = (title: string): void =>
    setToggled((before) =>
      before.includes(title) ? before.filter((one) => one !== title) : [...before, title],
    );
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
                <span key={tick} style={{ left: percentOf(tick / timeline.axisMs) }}>
                  {formatClock(tick)}
                </span>
              ))}
            </th>
          </tr>
        </thead>
        <tbody>
          {groupSteps(progress.steps).map((group) => {
            const isFolded = (foldsDone && group.isDone) !== toggled.includes(group.title);
            return (
              <Fragment key={group.title}>
                <GroupRow
                  group={group}
                  isFolded={isFolded}
                  onToggle={() => toggle(group.title)}
                  timeline={timeline}
                  elapsedMs={elapsedMs}
                />
                {isFolded
                  ? null
                  : group.steps.map((step) => (
                      <StepRow
                        key={step.id}
                        step={step}
                        timeline={timeline}
                        elapsedMs={elapsedMs}
                        fixes={fixes}
                      />
                    ))}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface GroupRowProps {
  readonly group: StepGroup;
  readonly isFolded: boolean;
  readonly onToggle: () => void;
  readonly timeline: Timeline;
  readonly elapsedMs: number;
}

function GroupRow({ group, isFolded, onToggle, timeline, elapsedMs }: GroupRowProps) {
  const Chevron = isFolded ? ChevronRight : ChevronDown;
  return (
    <tr className="steps-group">
      <td>{isFolded && group.isDone ? <StateIcon tone="ok" label="done" /> : null}</td>
      <th scope="row">
        <button type="button" className="steps-fold" aria-expanded={!isFolded} onClick={onToggle}>
          {group.title}
          <Chevron size={14} aria-hidden />
        </button>
      </th>
      <td>{isFolded ? `${group.steps.length} steps` : ''}</td>
      <td className="steps-time">{groupCaption(group)}</td>
      <TimelineCell timeline={timeline} elapsedMs={elapsedMs} steps={isFolded ? group.steps : []} />
    </tr>
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
        <td className="steps-detail" title={stepDetail(step)}>
          {stepDetail(step)}
        </td>
        <td className="steps-time">{timeMs === undefined ? '–' : formatDuration(timeMs)}</td>
        <TimelineCell timeline={timeline} elapsedMs={elapsedMs} steps={[step]} />
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
