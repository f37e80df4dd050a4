import type { z } from 'zod';
import type { CommandLogEntry, LabState, ServiceView } from '#shared/contract/labs.ts';
import { daysLeft } from '../certificates/inspect.ts';
import { climbLadder } from '../health/ladder.ts';
import { ProbeMemory } from '../health/probes.ts';
import type { ServiceObservation } from '../ports/engine.ts';
import { readEvidence } from '../proof/evidence.ts';
import type { JournalRecord } from './journal.ts';
import type { LabPorts } from './lab-ports.ts';
import { namesOfRunning } from './observe-facts.ts';
import { type OpenLab, openLab } from './open-lab.ts';
import { ownLines } from './own-lines.ts';
import { SECRETS_FILE } from './secrets-file.ts';
import type { LabSession } from './session.ts';
import { summaryOf } from './summary.ts';
import { Usage } from './usage.ts';

const LOG_ENTRIES = 100;

/** Everything that is shown of one lab, observed now on cheap endpoints. */
export async function observeLab(
  ports: LabPorts,
  name: string,
  signal: AbortSignal,
): Promise<z.infer<typeof LabState>> {
  return await watchLab(ports, name)(signal);
}

/** The same for whoever looks again and again: a verified handshake stands for some seconds. */
export function watchLab(
  ports: LabPorts,
  name: string,
): (signal: AbortSignal) => Promise<z.infer<typeof LabState>> {
  const memory = { probes: new ProbeMemory(), usage: new Usage() };
  return async (signal) => await lookAt(await openLab(ports, name), memory, signal);
}

/** What a watcher remembers from look to look. */
interface Memory {
  readonly probes: ProbeMemory;
  readonly usage: Usage;
}

async function lookAt(
  { session, journal }: OpenLab,
  memory: Memory,
  signal: AbortSignal,
): Promise<z.infer<typeof LabState>> {
  const observed = await session.engine.observe([...session.starts.values()]);
  const running = namesOfRunning(observed);
  // Half way through the first start there are no certificates to ask with.
  const isReady = (await session.certificates.find('sealab-client.crt')) !== undefined;
  const [services, summary, ladder, proof] = await Promise.all([
    viewServices(session, observed, memory.usage),
    summaryOf({ session, journal }, running),
    climbLadder(session, { running: isReady ? running : new Set(), signal, memory: memory.probes }),
    readEvidence(session.folder),
  ]);
  return {
    summary,
    engineReason: session.definition.engineReason,
    keyName: session.definition.keyName,
    folder: session.folder.path,
    credentialsFile: `${session.folder.path}/${SECRETS_FILE}`,
    services,
    ladder: [...ladder],
    ...(proof === undefined ? {} : { proof }),
    commandLog: commandLogOf(journal),
  };
}

async function viewServices(
  session: LabSession,
  observed: readonly ServiceObservation[],
  usage: Usage,
): Promise<z.infer<typeof ServiceView>[]> {
  const now = session.ports.clock.now();
  return await Promise.all(
    session.compose.services.map(async (service): Promise<z.infer<typeof ServiceView>> => {
      const seen = observed.find((known) => known.service === service.name);
      const certificate = await session.certificates.find(`${service.component}.crt`);
      // Services end some messages with an empty line.
      const lastLine = (await ownLines(session, service.name, 5)).findLast((line) => line.trim() !== '');
      return {
        name: service.name,
        component: service.component,
        version: session.definition.versions[service.component],
        url: session.urlOf(service.name),
        state: seen === undefined ? 'absent' : seen.state === 'stopped' ? 'stopped' : 'running',
        ...(seen?.pid === undefined || seen.state === 'stopped' ? {} : { pid: seen.pid }),
        ...(seen === undefined || seen.state === 'stopped' ? {} : usage.of(seen, now)),
        ...(certificate === undefined ? {} : { certificateDaysLeft: daysLeft(certificate, now) }),
        ...(lastLine === undefined ? {} : { lastLine: lastLine.slice(0, 300) }),
      };
    }),
  );
}

/** The newest entries first; steps without a command line are left out. */
export function commandLogOf(journal: JournalRecord): z.infer<typeof CommandLogEntry>[] {
  const entries = journal.lines.flatMap((line): z.infer<typeof CommandLogEntry>[] =>
    line.kind === 'outcome' && line.commands.length > 0
      ? [
          {
            id: `${line.run}/${line.step}`,
            at: line.at,
            title: line.title,
            commands: [...line.commands],
            tookMs: line.ms,
            ok: line.ok,
            ...(line.error === undefined ? {} : { error: line.error }),
          },
        ]
      : [],
  );
  return entries.slice(-LOG_ENTRIES).toReversed();
}
