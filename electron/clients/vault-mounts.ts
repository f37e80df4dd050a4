import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import type { Secret } from '#shared/secret.ts';
import { pause } from './deadline.ts';
import { type HttpsJson, isDone } from './https-json.ts';
import { askVault, readVault, vaultRefusal } from './vault-calls.ts';

const kvReadyLimitMs = 10_000;
const kvReadyPauseMs = 100;

const MountAnswer = z.object({
  data: z.object({ type: z.string(), options: z.record(z.string(), z.string()).nullish() }),
});

/** A call with a token, and who may cancel it. */
export interface VaultSession {
  readonly vault: HttpsJson;
  readonly token: Secret;
  readonly signal: AbortSignal;
}

/** Mounts kv and waits until it takes writes. Throws `conflict` if something else is mounted there. */
export async function ensureKv(
  session: VaultSession,
  { path, version }: { readonly path: string; readonly version: 1 | 2 },
): Promise<void> {
  const wanted = { type: 'kv', options: { version: String(version) } };
  const at = `/v1/sys/mounts/${encodeMount(path)}`;
  const isNew = await enable(session, { purpose: `mount kv at ${path}/`, path: at, body: wanted });
  if (!isNew) {
    const { data } = await readMount(session, { what: `mount ${path}/`, path: at });
    // A kv mount without options is version 1.
    const found = data.options?.['version'] ?? '1';
    if (data.type !== 'kv' || found !== String(version)) {
      throw conflict(`${path}/`, { found: `${data.type} version ${found}`, wanted: `kv version ${version}` });
    }
  }
  if (version === 2) await waitForKv2(session, path);
}

/** Enables the AppRole login at its usual path. Throws `conflict` if another login is there. */
export async function ensureAppRole(session: VaultSession): Promise<void> {
  const path = '/v1/sys/auth/approle';
  if (await enable(session, { purpose: 'enable the AppRole login', path, body: { type: 'approle' } })) return;
  const { data } = await readMount(session, { what: 'login approle/', path });
  if (data.type !== 'approle') throw conflict('auth/approle/', { found: data.type, wanted: 'approle' });
}

/** False if the path was in use already. */
async function enable(
  { vault, token, signal }: VaultSession,
  request: { readonly purpose: string; readonly path: string; readonly body: unknown },
): Promise<boolean> {
  const call = { ...request, method: 'POST', token } as const;
  const answer = await askVault(vault, call, signal);
  if (isDone(answer)) return true;
  if (answer.status === 400 && /path is already in use/i.test(answer.text)) return false;
  throw vaultRefusal(vault, call, answer);
}

function readMount(
  { vault, token, signal }: VaultSession,
  { what, path }: { readonly what: string; readonly path: string },
): Promise<z.infer<typeof MountAnswer>> {
  return readVault(
    vault,
    { purpose: `describe the ${what}`, method: 'GET', path, token, answer: MountAnswer },
    signal,
  );
}

/** A new kv version 2 refuses everything until Vault has set up its storage, a moment after the mount. */
async function waitForKv2({ vault, token, signal }: VaultSession, path: string): Promise<void> {
  const call = {
    purpose: `open kv at ${path}/`,
    method: 'GET',
    path: `/v1/${encodeMount(path)}/config`,
    token,
  } as const;
  const until = performance.now() + kvReadyLimitMs;
  for (;;) {
    const answer = await askVault(vault, call, signal);
    if (isDone(answer)) return;
    if (answer.status !== 400 || performance.now() >= until) throw vaultRefusal(vault, call, answer);
    await pause(kvReadyPauseMs, signal);
  }
}

function conflict(
  path: string,
  { found, wanted }: { readonly found: string; readonly wanted: string },
): SealabError {
  return new SealabError('conflict', `Vault has ${found} at ${path}, and the lab wants ${wanted}.`, {
    fix: `Make the lab with another kv version, or remove the mount: vault secrets disable ${path} deletes its keys.`,
    details: { evidence: [`${path}: ${found}`], found, wanted },
  });
}

function encodeMount(path: string): string {
  return path.replace(/\/+$/, '').split('/').map(encodeURIComponent).join('/');
}
