import type Dockerode from 'dockerode';
import { dockerError, statusOf } from './docker-errors.ts';
import type { Names } from './names.ts';

/** What every part of the engine works with. */
export interface DockerWorld {
  readonly names: Names;
  /** Does something with the engine; what it throws comes out as a SealabError. `what` continues "Docker cannot …". */
  readonly use: <T>(what: string, work: (docker: Dockerode) => Promise<T>) => Promise<T>;
  /** As `use`; undefined where the thing is not there (404). */
  readonly find: <T>(what: string, work: (docker: Dockerode) => Promise<T>) => Promise<T | undefined>;
}

export function createDockerWorld(options: {
  readonly connect: (signal?: AbortSignal) => Promise<Dockerode>;
  readonly names: Names;
}): DockerWorld {
  const { connect, names } = options;
  return {
    names,
    async use(what, work) {
      try {
        return await work(await connect());
      } catch (thrown) {
        throw dockerError(thrown, what);
      }
    },
    async find(what, work) {
      try {
        return await work(await connect());
      } catch (thrown) {
        if (statusOf(thrown) === 404) return undefined;
        throw dockerError(thrown, what);
      }
    },
  };
}
