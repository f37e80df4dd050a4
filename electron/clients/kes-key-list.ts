import { z } from 'zod';
import type { HttpsJson } from './https-json.ts';
import { callKes } from './kes-calls.ts';
import { parseAnswer } from './server-answers.ts';

const ListAnswer = z.object({ names: z.array(z.string()).nullish(), continue_at: z.string().optional() });

const nameCharacters = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-');
const maxNameLength = 80;

/**
 * All key names, sorted. KES gives the first 1024 and takes `continue_at` for a prefix, not for a position
 * (internal/keystore/keystore.go, func List), so a longer list is asked for prefix by prefix.
 */
export async function listKeyNames(kes: HttpsJson, signal: AbortSignal): Promise<readonly string[]> {
  const names = new Set<string>();
  await collect({ kes, names, signal }, '');
  return [...names].sort();
}

interface Listing {
  readonly kes: HttpsJson;
  readonly names: Set<string>;
  readonly signal: AbortSignal;
}

/** `known`: every name below it has been seen. */
async function collect(listing: Listing, prefix: string, known = ''): Promise<void> {
  const continueAt = isListable(prefix) ? await collectPage(listing, prefix) : known;
  if (continueAt === undefined || prefix.length >= maxNameLength) return;
  for (const character of nameCharacters) {
    const next = prefix + character;
    if (next >= continueAt || continueAt.startsWith(next)) await collect(listing, next, continueAt);
  }
}

/** The first name that did not fit into the answer; undefined if all did. */
async function collectPage({ kes, names, signal }: Listing, prefix: string): Promise<string | undefined> {
  const purpose = 'list its keys';
  const path = `/v1/key/list/${prefix === '' ? '*' : prefix}`;
  const answer = await callKes(kes, { purpose, method: 'GET', path }, signal);
  const page = parseAnswer(kes.server, { purpose, schema: ListAnswer, body: answer.body });
  for (const name of page.names ?? []) names.add(name);
  return page.continue_at === '' ? undefined : page.continue_at;
}

/** KES refuses a prefix that is `_` or ends with a dash (auth.go, func validPattern). */
function isListable(prefix: string): boolean {
  return prefix !== '_' && !prefix.endsWith('-');
}
