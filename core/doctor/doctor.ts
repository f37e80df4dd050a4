import { SealabError, toSealabError } from '#shared/errors.ts';
import { climbLadder, type Rung } from '../health/ladder.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { runningServices } from '../labs/observe-facts.ts';
import { openLab } from '../labs/open-lab.ts';
import type { Finding } from './finding.ts';
import { tryKeyRoundTrip, untriedRoundTrip } from './key-round-trip.ts';
import { machineFindings } from './machine-checks.ts';

/** Checks the machine, and a lab from the bottom of its ladder to the top, with a key round trip. Changes nothing. */
export async function examine(
  ports: LabPorts,
  lab: string | undefined,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const machine = await machineFindings(ports, signal);
  return lab === undefined ? machine : [...machine, ...(await labFindings(ports, lab, signal))];
}

const FIXES: Readonly<Record<Rung['state'], string>> = {
  ok: '',
  failed: '',
  waiting: 'Nothing: it comes by itself. Examine the lab again in 15 s.',
  'not-checked': 'Answered after the one before it is repaired.',
};

async function labFindings(ports: LabPorts, lab: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const { session } = await openLab(ports, lab);
  const running = await runningServices(session).catch((thrown: unknown) => toSealabError(thrown));
  if (running instanceof SealabError) return [engineFinding(session.definition.engine, running)];
  if (running.size === 0) return [stoppedFinding(lab)];
  const rungs = await climbLadder(session, { running, signal });
  // What MinIO needs may be missing; KES must be reachable for the question to mean anything.
  const hasKes = rungs.every((rung) => rung.state === 'ok' || isAfterKes(rung.id));
  const roundTrip = hasKes ? await tryKeyRoundTrip(session, signal) : untriedRoundTrip();
  return [...rungs.map(rungFinding), roundTrip];
}

function isAfterKes(id: Rung['id']): boolean {
  return id === 'quorum' || id === 'round-trip';
}

function rungFinding(rung: Rung): Finding {
  return {
    id: `lab.${rung.id}`,
    title: rung.title,
    ok: rung.state === 'ok',
    observed: rung.error?.message ?? rung.evidence,
    expected: rung.title,
    evidence: evidenceOf(rung.error?.details?.['evidence']) ?? rung.evidence,
    fix: rung.error?.fix ?? FIXES[rung.state],
  };
}

/** The engine itself does not say what runs. */
function engineFinding(engine: string, error: SealabError): Finding {
  if (error.code !== 'no-engine' && error.code !== 'permission-denied') throw error;
  return {
    id: 'lab.engine',
    title: 'Engine of the lab',
    ok: false,
    observed: error.message,
    expected: `${engine} answers`,
    evidence: evidenceOf(error.details?.['evidence']) ?? error.message,
    fix: error.fix ?? '',
  };
}

function stoppedFinding(lab: string): Finding {
  return {
    id: 'lab.stopped',
    title: 'Lab runs',
    ok: false,
    observed: `Lab ${lab} is stopped.`,
    expected: 'its services run',
    evidence: 'no service of this lab runs',
    fix: `Start it with \`sealab up ${lab}\`.`,
  };
}

function evidenceOf(lines: unknown): string | undefined {
  return Array.isArray(lines) && lines.length > 0 ? lines.join('\n') : undefined;
}
