import { z } from 'zod';
import { operation, query } from './kinds.ts';
import { EngineKind } from './labs.ts';

/** One place where an engine was looked for, and what was found there. */
export const EngineCandidate = z.object({
  id: z.string(),
  engine: EngineKind,
  /** `Docker`, `Processes of this machine`. */
  title: z.string(),
  /** What named it: `DOCKER_HOST`, `context desktop-linux`, `/var/run/docker.sock`. */
  source: z.string(),
  address: z.string().optional(),
  state: z.enum(['works', 'failed', 'not-tried']),
  /** True for the one candidate of each engine that labs would run on. */
  isTaken: z.boolean(),
  version: z.string().optional(),
  apiVersion: z.string().optional(),
  /** `linux/amd64`. */
  platform: z.string().optional(),
  /** Why it was taken or not, as one sentence. */
  reason: z.string(),
  fix: z.string().optional(),
});
export type EngineCandidate = z.infer<typeof EngineCandidate>;

/** An image that Sealab made from a binary, in the engine. */
export const EngineImage = z.object({
  reference: z.string(),
  component: z.string(),
  version: z.string(),
  sizeBytes: z.number(),
  createdAt: z.string(),
  /** Containers made from it, running or not. */
  containers: z.number(),
});
export type EngineImage = z.infer<typeof EngineImage>;

export const engines = {
  /** Looks anew at each call, for at most 2 s. */
  'engines.list': query(z.strictObject({}), z.array(EngineCandidate)),
  /** Empty where no Docker answers. */
  'engines.images': query(z.strictObject({}), z.array(EngineImage)),
  /** Removes images that no container uses; all of Sealab's own, or only those named. */
  'engines.removeImages': operation(
    z.strictObject({ references: z.array(z.string()).optional() }),
    z.object({ removed: z.array(z.string()), freedBytes: z.number() }),
  ),
} as const;
