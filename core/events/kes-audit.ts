import { z } from 'zod';
import { readJson } from '../read-json.ts';
import type { Event } from './event.ts';

/** One line of KES's audit log (kes `internal/api`, `/v1/log/audit`): who asked what, and what was answered. */
const AuditLine = z.object({
  time: z.string().optional(),
  request: z.object({
    ip: z.string().optional(),
    path: z.string(),
    identity: z.string().optional(),
  }),
  response: z.object({ code: z.number(), time: z.number().optional() }),
});

/** Paths that MinIO and Sealab ask by themselves every few seconds. */
const HEARTBEATS = ['/v1/status', '/v1/ready', '/v1/key/describe/', '/version', '/v1/api', '/v1/log/'];

/** undefined for a line that is not an audit entry. */
export function kesAuditEvent(line: string, now: Date): Event | undefined {
  const entry = readJson(AuditLine, line);
  if (entry === undefined) return undefined;
  const { request, response, time } = entry;
  return {
    at: time ?? now.toISOString(),
    ...(time === undefined ? { isStampGuessed: true } : {}),
    source: 'kes-audit',
    service: 'kes',
    text: `${response.code} ${request.path}`,
    level: response.code >= 500 ? 'error' : response.code >= 400 ? 'warning' : 'info',
    heartbeat: HEARTBEATS.some((path) => request.path.startsWith(path)),
  };
}
