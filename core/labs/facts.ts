import type { ComponentRef } from '../ports/components.ts';

export interface MissingComponent extends ComponentRef {
  readonly buildSeconds: number;
  readonly buildBytes: number;
  readonly sizeBytes: number;
}

/** What is there of a lab, as far as the plan depends on it. Collected by `observeFacts`, never guessed. */
export interface LabFacts {
  readonly hasFolder: boolean;
  readonly missingComponents: readonly MissingComponent[];
  /** Components whose binary the engine must still make into an image. */
  readonly missingImages: readonly ComponentRef[];
  readonly hasPorts: boolean;
  readonly hasAuthority: boolean;
  readonly hasCertificates: boolean;
  /** The shares and the root token are kept: Vault was initialised and nothing was lost. */
  readonly hasShares: boolean;
  /** kv, policy, AppRole and the product's token are there. */
  readonly hasKeyStore: boolean;
  /** Names of services that run and are ours. */
  readonly running: ReadonlySet<string>;
  readonly vault: 'unknown' | 'uninitialised' | 'sealed' | 'active';
}
