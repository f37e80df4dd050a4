import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import type { HttpsJson } from './https-json.ts';
import { errorTexts, parseAnswer } from './server-answers.ts';
import { askVault, callVault, readVault, vaultRefusal } from './vault-calls.ts';

const ATTEMPT = '/v1/sys/generate-root/attempt';
const SecretText = z.string().transform((text) => new Secret(text));
const AttemptAnswer = z.object({ nonce: z.string().min(1), otp: SecretText });
const UpdateAnswer = z.object({ complete: z.boolean(), encoded_token: SecretText });

/** Whether Vault knows a token: it was neither revoked nor has it expired. */
export async function knowsToken(vault: HttpsJson, token: Secret, signal: AbortSignal): Promise<boolean> {
  const call = { purpose: 'describe a token', method: 'GET', path: '/v1/auth/token/lookup-self' } as const;
  const answer = await askVault(vault, { ...call, token }, signal);
  if (answer.status === 200) return true;
  if (answer.status === 403) return false;
  throw vaultRefusal(vault, call, answer);
}

export async function revokeToken(vault: HttpsJson, token: Secret, signal: AbortSignal): Promise<void> {
  const call = { purpose: 'revoke a token', method: 'POST', path: '/v1/auth/token/revoke-self' } as const;
  await callVault(vault, { ...call, token, body: {} }, signal);
}

/**
 * A new root token, made with the shares (developer.hashicorp.com/vault/api-docs/system/generate-root): Vault gives a
 * one-time pad and, after enough shares, the token XOR that pad in base64. An attempt of our own that fails is
 * cancelled; one that somebody else has begun is a `conflict`.
 */
export async function generateRoot(
  vault: HttpsJson,
  shares: readonly Secret[],
  signal: AbortSignal,
): Promise<Secret> {
  const begin = { purpose: 'make a new root token', method: 'PUT', path: ATTEMPT, body: {} } as const;
  const begun = await askVault(vault, { ...begin, once: true }, signal);
  if (begun.status === 400 && errorTexts(begun).some((text) => /already in progress/i.test(text)))
    throw begunElsewhere(vault, errorTexts(begun));
  if (begun.status !== 200) throw vaultRefusal(vault, begin, begun);
  const { nonce, otp } = parseAnswer(vault.server, { ...begin, schema: AttemptAnswer, body: begun.body });
  try {
    for (const share of shares) {
      const path = '/v1/sys/generate-root/update';
      const body = { key: share.reveal(), nonce };
      const give = { purpose: 'take a share for a new root token', method: 'PUT', path, body } as const;
      const answer = await readVault(vault, { ...give, once: true, answer: UpdateAnswer }, signal);
      if (answer.complete) return decode(answer.encoded_token, otp);
    }
  } catch (thrown) {
    await cancelAttempt(vault);
    throw thrown;
  }
  await cancelAttempt(vault);
  throw new SealabError('vault-error', `Vault at ${vault.server.url} wants more shares than this lab has.`, {
    fix: 'Put the right secrets.json of this lab back.',
  });
}

/** Also after a cancel, so with a signal of its own. What failed first is the error to know. */
async function cancelAttempt(vault: HttpsJson): Promise<void> {
  await vault.send({ method: 'DELETE', path: ATTEMPT }, new AbortController().signal).catch(() => undefined);
}

function decode(encoded: Secret, otp: Secret): Secret {
  const pad = Buffer.from(otp.reveal(), 'utf8');
  const bytes = Buffer.from(encoded.reveal(), 'base64');
  return new Secret(Buffer.from(bytes.map((byte, index) => byte ^ (pad[index] ?? 0))).toString('utf8'));
}

function begunElsewhere(vault: HttpsJson, evidence: readonly string[]): SealabError {
  return new SealabError('conflict', `At Vault ${vault.server.url} somebody makes a root token already.`, {
    fix: 'Finish it, or give it up with `vault operator generate-root -cancel`, then start the lab again.',
    details: { evidence: [...evidence] },
  });
}
