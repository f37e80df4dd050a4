import { z } from 'zod';
import { stream } from './kinds.ts';
import { LabName } from './labs.ts';

/** One line of the merged, ordered story of a lab. */
export const LabEvent = z.object({
  at: z.string(),
  /** The line has no time stamp of its own: `at` is when it was read, not when it was written. */
  isStampGuessed: z.boolean().optional(),
  source: z.enum(['log', 'kes-audit', 'vault-audit', 'minio-trace', 'action']),
  service: z.string(),
  text: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  /** Polls that MinIO, KES and Sealab make by themselves. */
  heartbeat: z.boolean(),
  /** Of a gap: how many events are missing here, because they came faster than they were read. */
  lost: z.number().int().positive().optional(),
});
export type LabEvent = z.infer<typeof LabEvent>;

export const events = {
  'events.follow': stream(
    z.strictObject({ lab: LabName, tailLines: z.number().int().min(0).max(10_000).default(200) }),
    z.array(LabEvent),
  ),
} as const;
