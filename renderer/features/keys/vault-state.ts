import type { LabState } from '#shared/contract/labs.ts';

/** Vault runs and is sealed, as the health ladder saw it. */
export function isSealed({ ladder }: Pick<LabState, 'ladder'>): boolean {
  return ladder.some(({ id, state }) => id === 'unsealed' && state === 'failed');
}
