import { z } from 'zod';

/** What can be changed in a copy of an object, to see which step of the walk finds out. */
export const TryKind = z.enum([
  'bitrot',
  'content',
  'tag',
  'swap-packages',
  'wipe-1',
  'wipe-2',
  'wipe-3',
  'other-name',
  'other-key',
]);
export type TryKind = z.infer<typeof TryKind>;

/** Something to try on an object. */
export const TryView = z.object({
  kind: TryKind,
  title: z.string(),
  /** What is changed, and what for, in one plain sentence. */
  sentence: z.string(),
  /** Why it cannot be tried on this object; absent where it can. */
  reason: z.string().optional(),
});
export type TryView = z.infer<typeof TryView>;

/** What was changed in the copy that a walk took. Nothing on the drives was. */
export const TriedView = z.object({
  kind: TryKind,
  title: z.string(),
  /** Which bytes, drives or names, in words. */
  change: z.string(),
});
export type TriedView = z.infer<typeof TriedView>;
