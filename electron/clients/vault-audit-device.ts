import { z } from 'zod';
import { pause } from './deadline.ts';
import { isDone } from './https-json.ts';
import { askVault, readVault, vaultRefusal } from './vault-calls.ts';
import type { VaultSession } from './vault-mounts.ts';

/** While another request for the device is on its way, Vault answers “internal error”. */
const beginningLimitMs = 5_000;
const beginningPauseMs = 100;

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
 * HMAC-SHA256 with a key of the device; names of lists are left out. False where Vault has a device of that name which
 * it does not list: it registers a device before it stores it, and a request that is cut off between leaves it so
 * (vault/audit.go, enableAudit; seen live with 1.18).
 */
export async function ensureAudit({ vault, token, signal }: VaultSession): Promise<boolean> {
  const body = { type: 'file', options: { file_path: 'stdout', elide_list_responses: 'true' } };
  const call = {
    purpose: 'write its audit log',
    method: 'PUT',
    path: '/v1/sys/audit/file',
    token,
    body,
  } as const;
  const until = performance.now() + beginningLimitMs;
  for (;;) {
    const answer = await askVault(vault, call, signal);
    if (isDone(answer) || (answer.status === 400 && /path already in use/i.test(answer.text))) return true;
    if (answer.status === 400 && /backend already registered/i.test(answer.text)) return false;
    if (answer.status !== 500 || performance.now() >= until) throw vaultRefusal(vault, call, answer);
    await pause(beginningPauseMs, signal);
  }
}
