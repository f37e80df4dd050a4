import type { z } from 'zod';
import type { LabEvent } from '#shared/contract/events.ts';

export type Event = z.infer<typeof LabEvent>;

export interface FollowOptions {
  readonly tailLines: number;
  readonly signal: AbortSignal;
  readonly emit: (event: Event) => void;
}
