import type Dockerode from 'dockerode';
import { dockerError, statusOf } from './docker-errors.ts';
import type { Names } from './names.ts';
import { TimeLimit } from './time-limit.ts';

/** How long the engine may take, in milliseconds. Generous: a laptop that swaps is slow and works. */
export interface DockerLimits {
  readonly changeMs: number;
  /** What removes may have gigabytes to take off a disk. */
  readonly removalMs: number;
  /** An image is some hundred megabytes over a socket. */
  readonly loadMs: number;
}
const USUAL_LIMITS: DockerLimits = { changeMs: 120_000, removalMs: 300_000, loadMs: 900_000 };

type Work<T> = (docker: Dockerode, limit: AbortSignal) => Promise<T>;

/** What every part of the engine works with. */
export interface DockerWorld {
  readonly names: Names;
  /**
   * Does something with the engine; what it throws comes out as a SealabError. `what` continues "Docker cannot …".
   * Each call that changes something gets `limit` as its `abortSignal`: an engine that hangs accepts calls and is
   * silent. It ends with the work; what lasts longer than that must not have it. Throws `service-timeout`.
   */
  readonly use: <T>(what: string, work: Work<T>, limit?: keyof DockerLimits) => Promise<T>;
  /** As `use`; undefined where the thing is not there (404). */
  readonly find: <T>(what: string, work: Work<T>, limit?: keyof DockerLimits) => Promise<T | undefined>;
}

export function createDockerWorld(options: {
  readonly connect: (signal?: AbortSignal) => Promise<Dockerode>;
  readonly names: Names;
  readonly limits?: DockerLimits;
}): DockerWorld {
  const { connect, names, limits = USUAL_LIMITS } = options;
  return {
    names,
    async use(what, work, limit = 'changeMs') {
      using time = new TimeLimit(limits[limit]);
      try {
        return await work(await connect(), time.signal);
      } catch (thrown) {
        throw dockerError(thrown, what);
      }
    },
    async find(what, work, limit = 'changeMs') {
      using time = new TimeLimit(limits[limit]);
      try {
        return await work(await connect(), time.signal);
      } catch (thrown) {
        if (statusOf(thrown) === 404) return undefined;
        throw dockerError(thrown, what);
      }
    },
  };
}
