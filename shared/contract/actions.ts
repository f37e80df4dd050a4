import { z } from 'zod';
import { operation, query } from './kinds.ts';
import { LabName } from './labs.ts';

/** One value that an action asks for. */
export const ActionInput = z.object({
  name: z.string(),
  isOptional: z.boolean(),
  /** Where only these values are taken. */
  choices: z.array(z.string()).optional(),
});

/** One thing that can be done to a lab, as the window, the command line and the lessons show it. */
export const ActionView = z.object({
  id: z.string(),
  title: z.string(),
  /** What to know before it runs; absent when nothing is lost. */
  warning: z.string().optional(),
  commands: z.array(z.string()),
});
export type ActionView = z.infer<typeof ActionView>;

export const ActionResult = z.object({
  id: z.string(),
  verified: z.boolean(),
  evidence: z.string(),
  commands: z.array(z.string()),
  tookMs: z.number(),
});
export type ActionResult = z.infer<typeof ActionResult>;

const ActionCall = z.strictObject({
  lab: LabName,
  action: z.string(),
  /** Parsed by the action's own schema. */
  input: z.record(z.string(), z.string()).default({}),
});

export const actions = {
  'actions.list': query(
    z.strictObject({}),
    z.array(z.object({ id: z.string(), title: z.string(), inputs: z.array(ActionInput) })),
  ),
  'actions.describe': query(ActionCall, ActionView),
  'actions.run': operation(ActionCall, ActionResult),
} as const;
