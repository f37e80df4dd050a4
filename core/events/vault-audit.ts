import { z } from 'zod';
import { readJson } from '../read-json.ts';
import type { Event } from './event.ts';

/** An answer in Vault's audit log (hashicorp/vault audit/types.go, ResponseEntry). Values in it are HMACs. */
const AuditLine = z.object({
  time: z.string(),
  type: z.enum(['request', 'response']),
  auth: z
    .object({
      display_name: z.string().optional(),
      metadata: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
  request: z.object({
    id: z.string().optional(),
    operation: z.string(),
    path: z.string(),
  }),
  response: z.object({ data: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  error: z.string().optional(),
});

/** One request to Vault, as its audit log tells it. */
export interface VaultRequest {
  /** When Vault answered. */
  readonly at: string;
  readonly operation: string;
  /** Without the leading slash: `kv/my-key`. */
  readonly path: string;
  readonly by: string;
  readonly error: string | undefined;
  /** Whether the answer held something. A read of what is not there is no error, and holds nothing. */
  readonly hasAnswer: boolean;
}

/** What KES, Sealab and the root token are called. */
export const KES = 'KES';
export const SEALAB = 'Sealab';

/** Whether a line of Vault's output is one of its audit log, and not one of its own words. */
export function isVaultAuditLine(line: string): boolean {
  return line.startsWith('{') && line.includes('"request":{') && line.includes('"type":"re');
}

/** undefined for what is no answer: a line about a request alone says nothing that the answer does not say again. */
export function readVaultAudit(line: string): VaultRequest | undefined {
  if (!isVaultAuditLine(line)) return undefined;
  // Vault is sealed before it could log that it answered.
  if (!line.includes('"type":"response"') && !line.includes('"path":"sys/seal"')) return undefined;
  const entry = readJson(AuditLine, line);
  if (entry === undefined) return undefined;
  const { time, auth, request, response, error } = entry;
  return {
    at: toMilliseconds(time),
    operation: request.operation,
    path: request.path,
    by: nameOf(auth),
    error,
    hasAnswer: Object.keys(response?.data ?? {}).length > 0,
  };
}

/** Vault writes nanoseconds; times are compared as text. */
function toMilliseconds(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString();
}

function nameOf(auth: z.infer<typeof AuditLine>['auth']): string {
  const shown = auth?.display_name ?? '';
  if (auth?.metadata?.['role_name'] === 'kes' || shown === 'approle') return KES;
  if (shown === 'token-sealab') return SEALAB;
  if (shown === 'root') return 'the root token';
  return shown === '' ? 'nobody in particular' : shown;
}

/** Sealab's own looks, and KES's renewals of its token. */
export function isVaultHeartbeat({ by, path, operation }: VaultRequest): boolean {
  if (path.startsWith('auth/token/') && operation === 'update') return by === KES || by === SEALAB;
  return by === SEALAB && !path.startsWith('sys/seal');
}

/** One sentence: `read kv/my-key for KES`. */
export function sayVaultRequest({ operation, path, by, error }: VaultRequest): string {
  return `${operation} ${path} for ${by}${error === undefined ? '' : `: ${error.trim().replaceAll(/\s+/g, ' ')}`}`;
}

/** The event of a line of Vault's audit log; undefined where it is about a request alone. */
export function vaultAuditEvent(service: string, line: string): Event | undefined {
  const request = readVaultAudit(line);
  if (request === undefined) return undefined;
  return {
    at: request.at,
    source: 'vault-audit',
    service,
    text: sayVaultRequest(request),
    level: request.error === undefined ? 'info' : 'warning',
    heartbeat: isVaultHeartbeat(request),
  };
}
