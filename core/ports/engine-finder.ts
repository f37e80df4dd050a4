import type { EngineCandidate } from '#shared/contract/engines.ts';

/** Looks for engines that can run labs on this machine. */
export interface EngineFinder {
  /** Every candidate in the order of preference, each with its reason. Takes 2 s at most; throws only `cancelled`. */
  candidates(signal: AbortSignal): Promise<readonly EngineCandidate[]>;
}
