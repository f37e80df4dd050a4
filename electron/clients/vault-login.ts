import { z } from 'zod';
import type { AppRoleLogin } from '#core/ports/vault-api.ts';
import { Secret } from '#shared/secret.ts';
import type { HttpsJson } from './https-json.ts';
import { parseAnswer } from './server-answers.ts';
import { askVault, vaultRefusal } from './vault-calls.ts';
import { revokeToken } from './vault-tokens.ts';

const LoginAnswer = z.object({
  auth: z.object({
    client_token: z
      .string()
      .min(1)
      .transform((text) => new Secret(text)),
  }),
});
/** An unknown role or secret id is 400; without the AppRole method there is no such path, which is 403 or 404. */
const REFUSED: ReadonlySet<number> = new Set([400, 403, 404]);

/** Logs in with an AppRole (developer.hashicorp.com/vault/api-docs/auth/approle) and gives the token back at once. */
export async function canLogIn(
  vault: HttpsJson,
  { roleId, secretId }: AppRoleLogin,
  signal: AbortSignal,
): Promise<boolean> {
  const body = { role_id: roleId, secret_id: secretId.reveal() };
  const call = {
    purpose: 'log in with the AppRole of KES',
    method: 'POST',
    path: '/v1/auth/approle/login',
    body,
  } as const;
  const answer = await askVault(vault, call, signal);
  if (REFUSED.has(answer.status)) return false;
  if (answer.status !== 200) throw vaultRefusal(vault, call, answer);
  const { auth } = parseAnswer(vault.server, { ...call, schema: LoginAnswer, body: answer.body });
  await revokeToken(vault, auth.client_token, signal);
  return true;
}
