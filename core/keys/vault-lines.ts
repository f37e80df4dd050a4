import { SEALAB } from '../events/vault-audit.ts';
import type { KeyLook } from './key-look.ts';
import type { KeyMemory } from './key-memory.ts';
import type { UseStory } from './use-story.ts';

/** Vault's own words when it is sealed or unsealed. */
const SEAL_LINE = /vault is (?:un)?sealed|post-unseal setup complete|marked as sealed/;
const UNSEALED = /^(\S+Z) .*core: vault is unsealed/;

export interface VaultLineContext {
  readonly memory: KeyMemory;
  readonly story: UseStory;
  readonly look: KeyLook | undefined;
  /** Lines from before this time are known, not told. */
  readonly startedAt: string;
  readonly threshold: number;
  readonly nowMs: number;
}

/** Whether a line is worth a look at Vault, and whether it is told as a use. */
interface VaultNews {
  readonly isChange: boolean;
  readonly isTold: boolean;
}

/** Takes one line of Vault's output, its own words or its audit log. */
export function takeVaultLine(line: string, context: VaultLineContext): VaultNews {
  const { memory, story, look, startedAt } = context;
  const request = memory.takeVaultLine(line);
  if (request === undefined) {
    const unsealedAt = UNSEALED.exec(line)?.[1];
    const isTold = unsealedAt !== undefined && unsealedAt >= startedAt;
    if (isTold) story.takeUnseal(line, unsealedAt, context.threshold);
    return { isChange: SEAL_LINE.test(line), isTold };
  }
  if (request.at < startedAt) return { isChange: false, isTold: false };
  const { kvRequest, by, path } = request;
  if (by === SEALAB && kvRequest?.kind === 'read' && look?.takeOwnRead(kvRequest.key) === true)
    return { isChange: false, isTold: false };
  story.takeVault(request, context.nowMs);
  const isChange = kvRequest === undefined ? path.startsWith('sys/') : kvRequest.kind !== 'read';
  return { isChange: isChange && (by !== SEALAB || path === 'sys/seal'), isTold: true };
}
