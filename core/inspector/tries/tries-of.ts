import { TryKind, type TryView } from '#shared/contract/tries.ts';
import type { WalkedMetadata } from '../walk/metadata-steps.ts';
import { planChange } from './alterations.ts';
import { TRIES } from './tries.ts';

/** Everything that can be tried on an object, with the reason where one cannot. Nothing is read for it. */
export function triesOf(metadata: WalkedMetadata): TryView[] {
  return TryKind.options.map((kind) => {
    const plan = planChange(kind, metadata);
    return { ...TRIES[kind], ...('reason' in plan ? { reason: plan.reason } : {}) };
  });
}
