import type { EngineCandidate } from '#shared/contract/engines.ts';
import type { EngineKind } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import type { Engine } from '../ports/engine.ts';
import type { LabDefinition } from './definition.ts';
import type { LabPorts } from './lab-ports.ts';

export interface ChosenEngine {
  readonly engine: EngineKind;
  readonly reason: string;
}

/** The engine of that kind, or `no-engine`. */
export function engineOf(ports: LabPorts, kind: EngineKind): Engine {
  const engine = ports.engines[kind];
  if (engine !== undefined) return engine;
  throw new SealabError(
    'no-engine',
    `This Sealab cannot run labs on ${kind === 'docker' ? 'Docker' : kind}.`,
    {
      fix: 'Use `--engine process`: the same lab as child processes of this machine.',
    },
  );
}

/**
 * Resolves `auto` once: what the settings say, else Docker where it answers, else processes. The reason is kept in the
 * lab's definition. Throws `no-engine` where Docker was asked for and does not answer.
 */
export async function chooseEngine(
  ports: LabPorts,
  definition: LabDefinition,
  signal: AbortSignal,
): Promise<ChosenEngine> {
  const asked = definition.engine;
  const preferred = asked === 'auto' ? (await ports.settings.read()).engine : asked;
  const wish = asked === 'auto' ? 'Set in your settings.' : 'Asked for.';
  if (preferred === 'process' || preferred === 'fake') {
    engineOf(ports, preferred);
    return { engine: preferred, reason: reasonOf(definition, wish) };
  }
  const candidates = (await ports.engineFinder.candidates(signal)).filter(
    (candidate) => candidate.engine === 'docker',
  );
  const docker = ports.engines.docker === undefined ? undefined : candidates.find(({ isTaken }) => isTaken);
  if (preferred === 'docker') {
    if (docker === undefined) throw noDocker(candidates);
    return { engine: 'docker', reason: reasonOf(definition, wish) };
  }
  if (docker !== undefined) {
    return { engine: 'docker', reason: `Docker ${docker.version ?? ''} answers (${docker.source}).` };
  }
  engineOf(ports, 'process');
  const why = candidates.find(({ state }) => state === 'failed')?.reason ?? NOWHERE;
  return {
    engine: 'process',
    reason: `Docker does not answer, so it runs as processes of this machine. ${why}`,
  };
}

/** A definition that was written down tells its own reason. */
function reasonOf(definition: LabDefinition, wish: string): string {
  return definition.engineReason === '' ? wish : definition.engineReason;
}

/** `no-engine` with the first place that should have answered; the usual places may be empty. */
export function noDocker(candidates: readonly EngineCandidate[]): SealabError {
  const looked = candidates.filter(({ engine }) => engine === 'docker');
  const failed = looked.find(({ state }) => state === 'failed');
  return new SealabError('no-engine', `Docker does not answer. ${failed?.reason ?? NOWHERE}`, {
    fix: `${failed?.fix ?? looked[0]?.fix ?? 'Install Docker and start it.'} Or run the same lab without it: \`--engine process\`.`,
    details: {
      evidence: looked.map(({ source, reason }) => `${source}: ${reason}`),
    },
  });
}

const NOWHERE = 'It is at none of the usual places.';
