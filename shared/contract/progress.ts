import { z } from 'zod';
import { WireError } from '../errors.ts';

/** One step of an operation, as shown in the window and in the terminal. Times are milliseconds since its start. */
export const StepProgress = z.object({
  id: z.string(),
  title: z.string(),
  /** Steps with the same group are shown under one heading. */
  group: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** What it does now or what it did: a line a person reads. */
  detail: z.string().optional(),
  done: z.number().optional(),
  total: z.number().optional(),
  unit: z.enum(['bytes', 'items']).optional(),
  startMs: z.number().optional(),
  endMs: z.number().optional(),
  error: WireError.optional(),
});
export type StepProgress = z.infer<typeof StepProgress>;

/** The whole state of a running operation. A later snapshot replaces an earlier one. */
export const Progress = z.object({
  title: z.string(),
  steps: z.array(StepProgress),
  /** Weighted share that is done, 0 to 1. */
  fraction: z.number().min(0).max(1),
  elapsedMs: z.number(),
});
export type Progress = z.infer<typeof Progress>;

/** An operation that somebody started, in any window; found again after a reload. */
export const OperationSnapshot = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  lab: z.string().optional(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedAt: z.string(),
  progress: Progress.optional(),
  error: WireError.optional(),
});
export type OperationSnapshot = z.infer<typeof OperationSnapshot>;
