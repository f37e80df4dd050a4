import { SealabError } from '#shared/errors.ts';
import { type HttpsAnswer, type HttpsJson, isDone, type JsonRequest, requireAnswer } from './https-json.ts';
import { errorTexts, refusal } from './server-answers.ts';

export interface KesCall extends JsonRequest {
  /** What the call is for, as a verb: "create the key my-key". Errors say it. */
  readonly purpose: string;
}

/** Sends a call. Throws `unauthorized` (403), `not-found` (404), else `kes-error`. */
export async function callKes(kes: HttpsJson, call: KesCall, signal: AbortSignal): Promise<HttpsAnswer> {
  const answer = requireAnswer(await kes.send(call, signal));
  if (!isDone(answer)) throw kesRefusal(kes, call, answer);
  return answer;
}

/** The error for a call that KES refused. */
export function kesRefusal(kes: HttpsJson, call: KesCall, answer: HttpsAnswer): SealabError {
  const { purpose, path } = call;
  if (answer.status === 403) {
    return new SealabError(
      'unauthorized',
      `KES at ${kes.server.url} does not let this identity ${purpose}.`,
      {
        fix: `Allow ${path} in the policy of this identity in KES's configuration, and restart KES.`,
        details: { evidence: errorTexts(answer), status: 403, path },
      },
    );
  }
  if (answer.status === 404) {
    const fix = 'Look at the list of keys in KES, or create the key.';
    return refusal(kes.server, { code: 'not-found', purpose, answer, fix });
  }
  const fix =
    answer.status >= 500
      ? "Check that Vault is unsealed, then read the end of KES's log."
      : 'Correct what KES names.';
  return refusal(kes.server, { code: 'kes-error', purpose, answer, fix });
}
