import type { Event } from './event.ts';

const ERROR = /\[ERROR\]|FATAL|"level":"(error|fatal)"|^Error:|panic:/i;
const WARNING = /\[WARN\]|WARNING|"level":"warn/i;
/** Health polls and the like that services write about themselves. */
const HEARTBEAT = /\/minio\/health\/|seal-status|\/v1\/status|TLS handshake error.*EOF/;

/** Reads one line of a service's log. Where it starts with no time stamp, as in KES and MinIO, `now` stands for it. */
export function logEvent(service: string, line: string, now: Date): Event {
  const stamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/.exec(line)?.[0];
  return {
    at: stamp ?? now.toISOString(),
    ...(stamp === undefined ? { isStampGuessed: true } : {}),
    source: 'log',
    service,
    text: stamp === undefined ? line : line.slice(stamp.length).trimStart(),
    level: ERROR.test(line) ? 'error' : WARNING.test(line) ? 'warning' : 'info',
    heartbeat: HEARTBEAT.test(line),
  };
}
