import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import { isDone } from './https-json.ts';
import { parseAnswer } from './server-answers.ts';
import { askVault, vaultRefusal } from './vault-calls.ts';
import type { VaultSession } from './vault-mounts.ts';

const Fields = z.record(
  z.string(),
  z.string().transform((text) => new Secret(text)),
);
const AnswerOfKv1 = z.object({ data: Fields });
const AnswerOfKv2 = z.object({ data: z.object({ data: Fields.nullable() }) });

/**
 * A KES key as Vault keeps it: the field that is named like the key, in the entry of that name (KES
 * `internal/keystore/vault/vault.go`). KES 0.24 reads version 1 of a kv version 2 entry, so that is what is read here.
 * Throws `not-found`.
 */
export async function readStoredKey(
  { vault, token, signal }: VaultSession,
  { name, kv }: { readonly name: string; readonly kv: 1 | 2 },
): Promise<Secret> {
  const entry = encodeURIComponent(name);
  const path = kv === 1 ? `/v1/kv/${entry}` : `/v1/kv/data/${entry}?version=1`;
  const purpose = `read the KES key ${name}`;
  const call = { purpose, method: 'GET', path, token } as const;
  const answer = await askVault(vault, call, signal);
  if (answer.status === 404) throw noSuchKey(name);
  if (!isDone(answer)) throw vaultRefusal(vault, call, answer);
  const fields =
    kv === 1
      ? parseAnswer(vault.server, { purpose, schema: AnswerOfKv1, body: answer.body }).data
      : parseAnswer(vault.server, { purpose, schema: AnswerOfKv2, body: answer.body }).data.data;
  const value = fields?.[name];
  if (value === undefined) throw noSuchKey(name);
  return value;
}

function noSuchKey(name: string): SealabError {
  return new SealabError('not-found', `Vault has no entry with the KES key ${name}.`, {
    fix: 'The key was deleted, or never made. What was encrypted with it cannot be read any more.',
    details: { key: name },
  });
}
