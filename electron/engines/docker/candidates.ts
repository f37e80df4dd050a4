import type { EngineFinder } from '#core/ports/engine-finder.ts';
import type { EngineCandidate } from '#shared/contract/engines.ts';
import { cancelledError } from '#shared/errors.ts';
import { type Answer, askEngine } from './ask-engine.ts';
import { type DockerEndpoint, type DockerPlace, dockerPlaces, type Surroundings } from './places.ts';

/** For all places together: they are asked at once. */
const LOOK_MS = 2_000;

/** What a look found: every candidate, and the way to the Docker that is taken. */
export interface FoundEngines {
  readonly candidates: readonly EngineCandidate[];
  readonly docker?: DockerEndpoint;
}

/** An engine finder that also knows the way to what it found. */
export interface DockerFinder extends EngineFinder {
  /** Looks anew. Throws only `cancelled`. */
  look(signal: AbortSignal): Promise<FoundEngines>;
}

/** Looks for Docker in the order of `dockerPlaces`; the processes of this machine are the last candidate. */
export function createEngineFinder(world: Surroundings): DockerFinder {
  async function look(signal: AbortSignal): Promise<FoundEngines> {
    if (signal.aborted) throw cancelledError();
    const places = await dockerPlaces(world);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
    const asked = await Promise.all(
      places.map(async (place) => ({ place, answer: await askEngine(place, limit) })),
    );
    if (signal.aborted) throw cancelledError();
    const taken = asked.find(({ answer }) => answer.state === 'works')?.place;
    return {
      candidates: [
        ...asked.map(({ place, answer }) => candidateOf(place, answer, taken)),
        processCandidate(world.platform),
      ],
      ...(taken?.endpoint === undefined ? {} : { docker: taken.endpoint }),
    };
  }
  return { look, candidates: async (signal) => (await look(signal)).candidates };
}

function candidateOf(place: DockerPlace, answer: Answer, taken: DockerPlace | undefined): EngineCandidate {
  const { id, source, address } = place;
  const about = { id, engine: 'docker' as const, title: 'Docker', source, address, isTaken: place === taken };
  if (answer.state !== 'works') {
    const { state, reason, fix, version } = answer;
    return {
      ...about,
      state: state === 'absent' ? 'not-tried' : 'failed',
      reason,
      fix,
      ...(version === undefined ? {} : { version }),
    };
  }
  const { version, apiVersion, platform } = answer;
  return {
    ...about,
    state: 'works',
    version,
    apiVersion,
    platform,
    reason: place === taken ? `Docker ${version} answers.` : `It works; ${taken?.source} came first.`,
  };
}

function processCandidate(platform: NodeJS.Platform): EngineCandidate {
  const about = {
    id: 'process',
    engine: 'process' as const,
    title: 'Processes of this machine',
    source: 'this machine',
  };
  if (platform === 'linux' || platform === 'darwin')
    return { ...about, state: 'works', isTaken: true, reason: 'Always there: no Docker is needed.' };
  return {
    ...about,
    state: 'failed',
    isTaken: false,
    reason: 'Labs run as processes on Linux and macOS only.',
    fix: 'Use Docker Desktop, or run Sealab inside WSL.',
  };
}
