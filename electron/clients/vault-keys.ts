import { z } from 'zod';
import type { KeyringStatus } from '#core/ports/vault-api.ts';
import { isDone } from './https-json.ts';
import { parseAnswer } from './server-answers.ts';
import { askVault, readVault, vaultRefusal } from './vault-calls.ts';
import type { VaultSession } from './vault-mounts.ts';

const ListAnswer = z.object({ data: z.object({ keys: z.array(z.string()) }) });
const KeyStatusAnswer = z.object({
  data: z.object({ term: z.number(), install_time: z.string(), encryptions: z.number().optional() }),
});

/** The entries of kv, which KES names like its keys; folders are none. An empty kv answers 404. */
export async function keyNames(
  { vault, token, signal }: VaultSession,
  kv: 1 | 2,
): Promise<readonly string[]> {
  const path = kv === 1 ? '/v1/kv?list=true' : '/v1/kv/metadata?list=true';
  const call = { purpose: 'list the entries of kv', method: 'GET', path, token } as const;
  const answer = await askVault(vault, call, signal);
  if (answer.status === 404) return [];
  if (!isDone(answer)) throw vaultRefusal(vault, call, answer);
  const { data } = parseAnswer(vault.server, { ...call, schema: ListAnswer, body: answer.body });
  return data.keys.filter((name) => !name.endsWith('/')).toSorted();
}

/** Term and age of the keyring's newest key (developer.hashicorp.com/vault/api-docs/system/key-status). */
export async function keyringStatus({ vault, token, signal }: VaultSession): Promise<KeyringStatus> {
  const call = {
    purpose: 'tell the term of its keyring',
    method: 'GET',
    path: '/v1/sys/key-status',
  } as const;
  const { data } = await readVault(vault, { ...call, token, answer: KeyStatusAnswer }, signal);
  return { term: data.term, installedAt: data.install_time, encryptions: data.encryptions };
}
