import type { OperationSnapshot, Progress, StepProgress } from '#shared/contract/progress.ts';
import { countOf, formatSize } from '../../ui/size.ts';
import { formatClock, formatDuration, formatEstimate } from '../../ui/time.ts';

export interface StepGroup {
  readonly title: string;
  readonly steps: readonly StepProgress[];
  readonly isDone: boolean;
}

/** Steps under their headings. Components come first: they begin first and last longest. */
export function groupSteps(steps: readonly StepProgress[]): readonly StepGroup[] {
  const groups = new Map<string, StepProgress[]>();
  for (const step of steps) groups.set(step.group, [...(groups.get(step.group) ?? []), step]);
  return [...groups]
    .map(([title, members]) => ({
      title,
      steps: members,
      isDone: members.every((step) => step.state === 'done'),
    }))
    .toSorted((a, b) => Number(b.title === 'Components') - Number(a.title === 'Components'));
}

/** What stands beside a group's heading: how long it took, or how far it is. */
export function groupCaption(group: StepGroup): string {
  const done = group.steps.filter((step) => step.state === 'done').length;
  if (group.isDone) return groupTime(group);
  const running = group.steps.filter((step) => step.state === 'running').length;
  if (group.steps.some((step) => step.state === 'failed')) return 'stopped';
  if (running === 0 && done === 0) return '';
  return `${done} of ${group.steps.length}`;
}

function groupTime(group: StepGroup): string {
  const starts = group.steps.flatMap((step) => step.startMs ?? []);
  const ends = group.steps.flatMap((step) => step.endMs ?? []);
  return starts.length === 0 || ends.length === 0
    ? 'done'
    : formatDuration(Math.max(...ends) - Math.min(...starts));
}

/** The line that tells what a step does or did. */
export function stepDetail(step: StepProgress): string {
  if (step.state === 'cancelled')
    return step.detail === undefined ? 'cancelled' : `cancelled: ${step.detail}`;
  const amount = amountOf(step);
  if (step.detail === undefined) return amount ?? '';
  return step.state === 'running' && amount !== undefined && !step.detail.includes(amount)
    ? `${amount} · ${step.detail}`
    : step.detail;
}

/** `36 of 124 MiB`, `214 of 3200`; undefined where the step counts nothing. */
export function amountOf({ done, total, unit }: StepProgress): string | undefined {
  if (done === undefined || total === undefined || total === 0) return undefined;
  if (unit !== 'bytes') return `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return `${formatSize(done)} of ${formatSize(total)}`;
}

/** How long a step took or takes, at `elapsedMs` after the operation's start; undefined before it starts. */
export function stepTimeMs(step: StepProgress, elapsedMs: number): number | undefined {
  if (step.startMs === undefined) return undefined;
  if (step.endMs !== undefined) return step.endMs - step.startMs;
  return step.state === 'running' ? Math.max(0, elapsedMs - step.startMs) : undefined;
}

const KNOWN_AFTER_MS = 8000;
const KNOWN_FROM_FRACTION = 0.08;

/** Milliseconds left, only where enough is done to tell. */
export function timeLeftMs(fraction: number, elapsedMs: number): number | undefined {
  if (elapsedMs < KNOWN_AFTER_MS || fraction < KNOWN_FROM_FRACTION || fraction >= 1) return undefined;
  return (elapsedMs / fraction) * (1 - fraction);
}

/** `8 of 13 steps done · 0:41 so far · about 20 s left`, or `… · stopped after 0:41` once it ended. */
export function headline(progress: Progress, elapsedMs: number, hasEnded = false): string {
  const done = progress.steps.filter((step) => step.state === 'done').length;
  const doneWords = `${done} of ${countOf(progress.steps.length, 'step')} done`;
  if (hasEnded) return `${doneWords} · stopped after ${formatDuration(elapsedMs)}`;
  const left = timeLeftMs(progress.fraction, elapsedMs);
  return [
    doneWords,
    `${formatClock(elapsedMs)} so far`,
    ...(left === undefined ? [] : [`${formatEstimate(left / 1000)} left`]),
  ].join(' · ');
}

/** What runs at this moment, in words: the running steps' titles, at most two of them. */
export function nowDoing(progress: Progress): string {
  const running = progress.steps.filter((step) => step.state === 'running').map((step) => step.title);
  if (running.length === 0)
    return progress.fraction >= 1 ? 'All steps are done' : 'Waiting for the first step';
  const shown = running.slice(0, 2).join(' · ');
  return running.length > 2 ? `${shown} · ${running.length - 2} more` : shown;
}

/** Bytes done and to do over all steps that count bytes; undefined where none does. */
export function bytesOf(
  steps: readonly StepProgress[],
): { readonly done: number; readonly total: number } | undefined {
  const counting = steps.filter((step) => step.unit === 'bytes' && step.total !== undefined);
  if (counting.length === 0) return undefined;
  return {
    done: counting.reduce((sum, step) => sum + (step.done ?? 0), 0),
    total: counting.reduce((sum, step) => sum + (step.total ?? 0), 0),
  };
}

/** The step an operation stopped at, counted from 1 as the list shows it. */
export function stoppedAt(
  operation: OperationSnapshot,
): { readonly number: number; readonly title: string } | undefined {
  const steps = groupSteps(operation.progress?.steps ?? []).flatMap((group) => group.steps);
  const index = steps.findIndex((step) => step.state === 'failed' || step.state === 'cancelled');
  const step = steps[index];
  return step === undefined ? undefined : { number: index + 1, title: step.title };
}

/** What a screen reader hears: changes with the running steps and each tenth part, not with every byte. */
export function spokenProgress(operation: OperationSnapshot): string {
  const { progress, state, title } = operation;
  if (state === 'failed') return `${title} failed. ${operation.error?.message ?? ''}`;
  if (state !== 'running') return `${title}: ${state}.`;
  if (progress === undefined) return `${title}.`;
  return `${Math.floor(progress.fraction * 10) * 10} percent. ${nowDoing(progress)}.`;
}

/** Whether a step of it shows the failure, so that it need not be shown twice. */
export function failsInStep({ progress, state }: OperationSnapshot): boolean {
  if (state !== 'failed' || progress === undefined) return false;
  return progress.steps.some((step) => step.state === 'failed' && step.error !== undefined);
}
