import { SealabError } from '#shared/errors.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import type { VaultApi } from '../../ports/vault-api.ts';
import type { LabSession } from '../session.ts';
import { waitFor } from './wait.ts';

/** Gives the stored shares until Vault is unsealed, then waits until it is active. Unsealed already is fine. */
export async function giveShares(
  { session, vault }: { readonly session: LabSession; readonly vault: VaultApi },
  context: OperationContext,
): Promise<void> {
  const shares = session.requireSecrets().vault?.shares;
  if (shares === undefined)
    throw new SealabError('vault-sealed', `Lab ${session.lab} has no shares to unseal Vault with.`);
  let status = await waitFor(
    session,
    { service: 'vault', limitMs: 30_000, try: async (signal) => await vault.sealStatus(signal) },
    context,
  );
  if (!status.initialised) {
    throw new SealabError(
      'vault-error',
      `Vault of lab ${session.lab} is empty: its data is gone, and the KES keys with it. What was encrypted with them cannot be read any more.`,
      {
        fix: `Put Vault's data back from a copy, or remove the lab and bring up a new one: \`sealab rm ${session.lab}\`, then \`sealab up ${session.lab}\`.`,
      },
    );
  }
  for (const share of shares) {
    if (!status.sealed) break;
    status = await vault.unseal(share, context.signal);
    context.report({
      detail: status.sealed
        ? `share ${status.progress} of ${status.threshold}`
        : `${status.threshold} of ${status.threshold} shares given, waiting for the election`,
    });
  }
  if (status.sealed) {
    throw new SealabError(
      'vault-sealed',
      `Vault of lab ${session.lab} did not take its ${shares.length} stored shares.`,
      {
        fix: 'The shares in secrets.json belong to another Vault. Put the right copy of the file back.',
      },
    );
  }
  await waitFor(
    session,
    {
      service: 'vault',
      limitMs: 30_000,
      try: async (signal) => ((await vault.isActive(signal)) ? true : undefined),
    },
    context,
  );
}
