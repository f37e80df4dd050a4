import type { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import type { Secret } from '#shared/secret.ts';
import { pause } from './deadline.ts';
import { type HttpsAnswer, type HttpsJson, isDone, type JsonRequest, requireAnswer } from './https-json.ts';
import { errorTexts, parseAnswer, refusal } from './server-answers.ts';

const standbyLimitMs = 10_000;
const standbyPauseMs = 100;

export interface VaultCall extends JsonRequest {
  /** What the call is for, as a verb: "mount kv". Errors say it. */
  readonly purpose: string;
  readonly token?: Secret;
}

/** Vault right after an unseal, before it is active: it refused the call without doing anything. */
const notActiveYet = /node not active|no active cluster node|Vault is standby|Upgrading from non-versioned/i;

/** Sends a call until Vault is active, for up to 10 s, and throws if it refuses. */
export async function callVault(
  vault: HttpsJson,
  call: VaultCall,
  signal: AbortSignal,
): Promise<HttpsAnswer> {
  const answer = await askVault(vault, call, signal);
  if (!isDone(answer)) throw vaultRefusal(vault, call, answer);
  return answer;
}

/** The same with the answer read. */
export async function readVault<Body>(
  vault: HttpsJson,
  call: VaultCall & { readonly answer: z.ZodType<Body> },
  signal: AbortSignal,
): Promise<Body> {
  const answer = await callVault(vault, call, signal);
  return parseAnswer(vault.server, { purpose: call.purpose, schema: call.answer, body: answer.body });
}

/** Sends a call until Vault is active, for up to 10 s. Any other refusal is an answer. */
export async function askVault(vault: HttpsJson, call: VaultCall, signal: AbortSignal): Promise<HttpsAnswer> {
  const until = performance.now() + standbyLimitMs;
  for (;;) {
    const answer = requireAnswer(await vault.send({ ...call, headers: headersOf(call.token) }, signal));
    if (isDone(answer) || !notActiveYet.test(answer.text) || performance.now() >= until) return answer;
    await pause(standbyPauseMs, signal);
  }
}

/** `vault-sealed`, or `vault-error` with Vault's own words. */
export function vaultRefusal(vault: HttpsJson, call: VaultCall, answer: HttpsAnswer): SealabError {
  const evidence = errorTexts(answer);
  if (answer.status === 503 && evidence.some((text) => /Vault is sealed/i.test(text))) {
    return new SealabError(
      'vault-sealed',
      `Vault at ${vault.server.url} is sealed, so it cannot ${call.purpose}.`,
      {
        fix: 'Unseal Vault with the shares of the lab.',
        details: { evidence, status: answer.status },
      },
    );
  }
  return refusal(vault.server, {
    code: 'vault-error',
    purpose: call.purpose,
    answer,
    fix: fixOf(answer.status),
  });
}

function fixOf(status: number): string {
  if (status === 403) return 'Check that the token is still valid and that its policy allows this path.';
  if (status >= 500) return "Read the end of Vault's log.";
  return 'Correct what Vault names, then run it again.';
}

function headersOf(token: Secret | undefined): Record<string, string> {
  return token === undefined ? {} : { 'x-vault-token': token.reveal() };
}
