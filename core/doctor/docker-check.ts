import { noDocker } from '../labs/engines.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { Finding } from './finding.ts';

/** Which Docker labs run on, or why none. No fault where they run as processes, unless the settings ask for Docker. */
export async function dockerFinding(ports: LabPorts, signal: AbortSignal): Promise<Finding> {
  const [candidates, { engine }] = await Promise.all([
    ports.engineFinder.candidates(signal),
    ports.settings.read(),
  ]);
  const places = candidates.filter((candidate) => candidate.engine === 'docker');
  const taken = places.find(({ isTaken }) => isTaken);
  const processes = candidates.find((candidate) => candidate.engine === 'process' && candidate.isTaken);
  const canDoWithout = processes !== undefined && engine !== 'docker';
  const failure = noDocker(candidates);
  return {
    id: 'machine.docker',
    title: 'Docker',
    ok: taken !== undefined || canDoWithout,
    observed:
      taken === undefined
        ? `${failure.message}${canDoWithout ? ' Labs run as processes of this machine.' : ''}`
        : `Docker ${taken.version ?? ''} answers (${taken.source}), ${taken.platform ?? ''}`,
    expected:
      engine === 'docker'
        ? 'an engine answers: your settings ask for Docker'
        : 'an engine answers, or labs run as processes',
    evidence: places.map(({ source, reason }) => `${source}: ${reason}`).join('\n'),
    fix: taken === undefined ? (failure.fix ?? '') : '',
  };
}
