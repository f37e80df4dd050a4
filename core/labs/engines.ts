import type { ComponentName } from '#shared/contract/components.ts';
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
    if (docker === undefined) throw orWithout(noDocker(candidates));
    return { engine: 'docker', reason: reasonOf(definition, wish) };
  }
  if (docker !== undefined) {
    const answers = `Docker ${docker.version ?? ''} answers (${docker.source})`;
    const unmade = await cannotBeMade(ports, definition);
    if (unmade.length === 0) return { engine: 'docker', reason: `${answers}.` };
    return {
      engine: 'process',
      reason: `${answers}, but ${unmade.join(', ')} cannot be built for it without Go, so it runs as processes of this machine.`,
    };
  }
  engineOf(ports, 'process');
  const why = candidates.find(({ state }) => state === 'failed')?.reason ?? NOWHERE;
  return {
    engine: 'process',
    reason: `Docker does not answer, so it runs as processes of this machine. ${why}`,
  };
}

/** Programs that Docker needs, and that are neither here, nor in an image, nor can be built. */
async function cannotBeMade(ports: LabPorts, definition: LabDefinition): Promise<readonly ComponentName[]> {
  const { components, machine } = ports;
  const docker = engineOf(ports, 'docker');
  if (ports.engines.process === undefined || (await machine.goVersion()) !== undefined) return [];
  const [catalogue, target] = await Promise.all([components.list(), docker.platform()]);
  const services = ['vault', 'kes', 'minio'] as const;
  const unmade: ComponentName[] = [];
  for (const component of [...services, ...docker.needs]) {
    const asked = services.find((service) => service === component);
    const version =
      (asked === undefined ? undefined : definition.versions[asked]) ?? components.defaultVersion(component);
    const entry = catalogue.find((known) => known.component === component && known.version === version);
    if ((entry?.images.length ?? 0) > 0) continue;
    const ref = { component, version, ...(target === undefined ? {} : { target }) };
    if ((await components.find(ref)) === undefined) unmade.push(component);
  }
  return unmade;
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
    fix: failed?.fix ?? looked[0]?.fix ?? 'Install Docker and start it.',
    details: {
      evidence: looked.map(({ source, reason }) => `${source}: ${reason}`),
    },
  });
}

/** A lab that is not there yet has another way. */
function orWithout({ code, message, fix, details }: SealabError): SealabError {
  return new SealabError(code, message, {
    fix: `${fix ?? ''} Or run the same lab without it: \`--engine process\`.`,
    ...(details === undefined ? {} : { details }),
  });
}

const NOWHERE = 'It is at none of the usual places.';
