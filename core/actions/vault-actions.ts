import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { unsealCommands } from '../labs/step-commands.ts';
import { unsealVault } from '../labs/steps/vault.ts';
import { register } from './register.ts';

const None = z.strictObject({});

export const sealVault = register({
  id: 'vault.seal',
  title: 'Seal Vault',
  input: None,
  commands: () => ['vault operator seal'],
  warning: () =>
    'KES loses its key store. New keys fail at once; reads and writes fail within 20 s, when KES’s cache is empty.',
  apply: async ({ session, clients }, _input, { signal }) => {
    const token = session.requireSecrets().keyStore?.productToken;
    if (token === undefined)
      throw new SealabError('vault-error', `Lab ${session.lab} has no token for Vault.`);
    await clients.vault.seal(token, signal);
  },
  verify: async ({ clients }, _input, signal) => {
    const status = await clients.vault.sealStatus(signal);
    return { ok: status?.sealed === true, evidence: `sealed: ${String(status?.sealed)}` };
  },
  undo: () => ({ action: 'vault.unseal', input: {} }),
});

export const unseal = register({
  id: 'vault.unseal',
  title: 'Unseal Vault',
  input: None,
  commands: () => unsealCommands(),
  apply: async ({ session }, _input, context) => await unsealVault(session, context),
  verify: async ({ clients }, _input, signal) => {
    const status = await clients.vault.sealStatus(signal);
    return { ok: status?.sealed === false, evidence: `sealed: ${String(status?.sealed)}` };
  },
});
