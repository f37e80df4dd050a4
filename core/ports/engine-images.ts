import type { EngineImage } from '#shared/contract/engines.ts';
import type { OperationContext } from './operation-context.ts';

/** The images that Sealab made in an engine. */
export interface EngineImages {
  /** Empty where the engine does not answer. */
  list(): Promise<readonly EngineImage[]>;
  /** Removes images that no container uses. Throws `no-engine`, `busy` for one in use. */
  remove(
    references: readonly string[],
    context: OperationContext,
  ): Promise<{ readonly removed: readonly string[]; readonly freedBytes: number }>;
}
