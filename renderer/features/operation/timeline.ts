import type { StepProgress } from '#shared/contract/progress.ts';

export interface Timeline {
  readonly axisMs: number;
  readonly ticksMs: readonly number[];
}

const TICK_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600] as const;
const MOST_TICKS = 5;
const SHORTEST_AXIS_MS = 4000;

/** An axis from 0 to a little after `untilMs`, with at most five round ticks. */
export function timelineUntil(untilMs: number): Timeline {
  const axisMs = Math.max(SHORTEST_AXIS_MS, untilMs * 1.12);
  const tickMs = (TICK_SECONDS.find((seconds) => axisMs / (seconds * 1000) <= MOST_TICKS) ?? 7200) * 1000;
  const ticksMs = Array.from({ length: Math.floor(axisMs / tickMs) + 1 }, (_, index) => index * tickMs);
  // A label at the very end would be cut off.
  return { axisMs, ticksMs: ticksMs.filter((tick) => tick <= axisMs * 0.88) };
}

export interface Span {
  /** Shares of the axis, 0 to 1. */
  readonly from: number;
  readonly length: number;
}

/** Where a step's bar lies on the axis; undefined before it starts. */
export function spanOf(step: StepProgress, elapsedMs: number, axisMs: number): Span | undefined {
  if (step.startMs === undefined) return undefined;
  const endMs = step.endMs ?? Math.max(step.startMs, elapsedMs);
  const from = Math.min(1, step.startMs / axisMs);
  return { from, length: Math.max(0, Math.min(1 - from, (endMs - step.startMs) / axisMs)) };
}

/** A share of the axis as CSS takes it. */
export function percentOf(share: number): string {
  return `${(Math.min(1, share) * 100).toFixed(3)}%`;
}
