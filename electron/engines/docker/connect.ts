import type Dockerode from 'dockerode';
import { noDocker } from '#core/labs/engines.ts';
import { cancelledError } from '#shared/errors.ts';
import type { DockerFinder } from './candidates.ts';
import { endpointOptions, watchfulAgent } from './endpoint.ts';

/** How long an engine that was found is used before it is looked for again. */
const REMEMBER_MS = 10_000;

/** Gives the Docker engine of this machine. Throws `no-engine`, `cancelled`. */
export type ConnectDocker = (signal?: AbortSignal) => Promise<Dockerode>;

/**
 * Finds Docker once and remembers it for some seconds, or until a connection breaks. Callers at the same time share
 * one look. dockerode is loaded at the first call.
 */
export function createDockerConnection({ finder }: { readonly finder: DockerFinder }): ConnectDocker {
  let found: { readonly docker: Promise<Dockerode>; readonly untilMs: number } | undefined;

  async function find(forget: () => void): Promise<Dockerode> {
    const [{ candidates, docker }, { default: DockerClient }] = await Promise.all([
      finder.look(new AbortController().signal),
      import('dockerode'),
    ]);
    if (docker === undefined) throw noDocker(candidates);
    const options = await endpointOptions(docker);
    const withAgent = { ...options, agent: watchfulAgent(options.protocol, forget) };
    return new DockerClient(withAgent);
  }

  return async (signal) => {
    if (signal?.aborted === true) throw cancelledError();
    if (found === undefined || performance.now() > found.untilMs) {
      const forget = (): void => {
        if (found === looked) found = undefined;
      };
      const looked = { docker: find(forget), untilMs: performance.now() + REMEMBER_MS };
      looked.docker.catch(forget);
      found = looked;
    }
    return await unlessAborted(found.docker, signal);
  };
}

/** The look goes on for whoever else waits for it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const stop = new AbortController();
  try {
    return await Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(cancelledError()), { once: true, signal: stop.signal });
      }),
    ]);
  } finally {
    stop.abort();
  }
}
