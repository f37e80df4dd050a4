import { z } from 'zod';
import { isDone } from './https-json.ts';
import { askVault, readVault, vaultRefusal } from './vault-calls.ts';
import type { VaultSession } from './vault-mounts.ts';

const Devices = z.object({
  data: z.record(
    z.string(),
    z.object({ type: z.string(), options: z.record(z.string(), z.string()).nullish() }),
  ),
});

/** Whether an audit device writes to Vault's standard output (developer.hashicorp.com/vault/api-docs/system/audit). */
export async function hasAudit({ vault, token, signal }: VaultSession): Promise<boolean> {
  const call = { purpose: 'list its audit devices', method: 'GET', path: '/v1/sys/audit' } as const;
  const { data } = await readVault(vault, { ...call, token, answer: Devices }, signal);
  return Object.values(data).some(
    ({ type, options }) => type === 'file' && options?.['file_path'] === 'stdout',
  );
}

/**
 * `vault audit enable file file_path=stdout`: one JSON line for each request and one for each answer. Values are
 * HMAC-SHA256 with a key of the device; names of lists are left out.
 */
export async function ensureAudit({ vault, token, signal }: VaultSession): Promise<void> {
  const body = { type: 'file', options: { file_path: 'stdout', elide_list_responses: 'true' } };
  const call = {
    purpose: 'write its audit log',
    method: 'PUT',
    path: '/v1/sys/audit/file',
    token,
    body,
  } as const;
  const answer = await askVault(vault, call, signal);
  if (isDone(answer) || (answer.status === 400 && /path already in use/i.test(answer.text))) return;
  throw vaultRefusal(vault, call, answer);
}
