import { toSealabError } from '#shared/errors.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import type { LabSession } from '../labs/session.ts';
import type { FollowOptions } from './event.ts';
import { followActions } from './follow-actions.ts';
import { followTrace } from './follow-trace.ts';
import { kesAuditEvent } from './kes-audit.ts';
import { logEvent } from './log-line.ts';
import { minioTraceEvent } from './minio-trace.ts';
import { isVaultAuditLine, vaultAuditEvent } from './vault-audit.ts';

/** How long to wait before asking a KES that is down for its audit log again. */
const RETRY_MS = 2_000;

/**
 * Merges the service logs with Vault's audit log, MinIO's trace, the KES audit log and what was done to a lab into one
 * stream, in the order in which they are seen, until the signal aborts. KES 0.23 audits creating, importing and deleting
 * keys; KES 0.24 opens the same log and writes nothing into it (kes `internal/metric/metric.go`), so its key events are
 * read from its own log lines.
 */
export async function followEvents(ports: LabPorts, lab: string, options: FollowOptions): Promise<void> {
  const { session } = await openLab(ports, lab);
  await Promise.all([
    ...session.compose.services.map(async (service) => await followLog(session, service.name, options)),
    followAudit(session, options),
    followTrace(ports, lab, {
      signal: options.signal,
      take: (requests) => {
        for (const request of requests) options.emit(minioTraceEvent(request));
      },
    }),
    followActions(session, options),
  ]);
}

async function followLog(
  session: LabSession,
  service: string,
  { tailLines, signal, emit }: FollowOptions,
): Promise<void> {
  for await (const line of session.engine.followLog(session.lab, service, { tailLines, signal })) {
    if (line.trim() === '') continue;
    if (!isVaultAuditLine(line)) {
      emit(logEvent(service, line, session.ports.clock.now()));
      continue;
    }
    const event = vaultAuditEvent(service, line);
    if (event !== undefined) emit(event);
  }
}

async function followAudit(session: LabSession, { signal, emit }: FollowOptions): Promise<void> {
  const { clock } = session.ports;
  while (!signal.aborted) {
    try {
      using clients = await session.connect();
      for await (const line of clients.kes.auditLog(signal)) {
        const event = kesAuditEvent(line, clock.now());
        if (event !== undefined) emit(event);
      }
    } catch (thrown) {
      if (toSealabError(thrown).code === 'cancelled') return;
    }
    // KES is down or was restarted: its log says so; this only looks again.
    await clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}
