import { z } from 'zod';
import { feed, operation, query } from './kinds.ts';
import { LabName } from './labs.ts';
import { OperationSnapshot } from './progress.ts';

export const About = z.object({
  version: z.string(),
  homeFolder: z.string(),
  cacheFolder: z.string(),
  platform: z.string(),
  pid: z.number(),
  /** What starts the command line: `sealab`, or `npm run -s sealab --` from a clone. */
  command: z.string().optional(),
});

/** One answered question of the doctor. */
export const Finding = z.object({
  id: z.string(),
  title: z.string(),
  ok: z.boolean(),
  faultId: z.string().optional(),
  observed: z.string(),
  expected: z.string(),
  evidence: z.string(),
  fix: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export const system = {
  'system.about': query(z.strictObject({}), About),
  'system.doctor': operation(
    z.strictObject({ name: LabName.optional() }),
    z.object({ findings: z.array(Finding) }),
  ),
  /** Every operation of this Sealab that runs or ended in the last minutes. */
  'operations.changed': feed(z.strictObject({}), z.array(OperationSnapshot)),
  'operations.cancel': query(z.strictObject({ id: z.string() }), z.boolean()),
  /** The one way out for a secret; asked for one at a time, logged without the value. */
  'secrets.reveal': query(
    z.strictObject({ lab: LabName, id: z.string() }),
    z.object({ value: z.string(), coverAfterSeconds: z.number() }),
  ),
  'secrets.list': query(
    z.strictObject({ lab: LabName }),
    z.array(z.object({ id: z.string(), title: z.string(), length: z.number() })),
  ),
} as const;
