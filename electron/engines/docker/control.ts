import type { StartIntent } from '#core/ports/engine.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { type ContainerSummary, WaitAnswer } from './api-schemas.ts';
import { statusOf } from './docker-errors.ts';
import type { DockerWorld } from './docker-world.ts';
import { isContainerIntent, LABEL } from './names.ts';
import { findNetwork, listContainers } from './objects.ts';

/** The container of an intent while it has a process; undefined otherwise. */
async function aliveContainer(
  world: DockerWorld,
  intent: StartIntent,
): Promise<ContainerSummary | undefined> {
  if (!isContainerIntent(intent)) return undefined;
  const [container] = await listContainers(world, intent.lab, {
    [LABEL.service]: intent.service,
    [LABEL.intent]: intent.id,
  });
  return container?.State === 'running' || container?.State === 'paused' ? container : undefined;
}

async function requireAlive(world: DockerWorld, intent: StartIntent): Promise<ContainerSummary> {
  const container = await aliveContainer(world, intent);
  if (container !== undefined) return container;
  throw new SealabError('conflict', `${intent.service} of lab ${intent.lab} does not run.`, {
    fix: `Start it: sealab up ${intent.lab}`,
  });
}

/** Sends a signal; a container that does not run any more is fine. */
async function kill(world: DockerWorld, id: string, signal: string): Promise<void> {
  await world.find(`send SIG${signal}`, async (docker, abortSignal) => {
    try {
      await docker.getContainer(id).kill({ signal: `SIG${signal}`, abortSignal });
    } catch (thrown) {
      if (statusOf(thrown) !== 409) throw thrown;
    }
  });
}

export async function signalContainer(
  world: DockerWorld,
  intent: StartIntent,
  signal: 'HUP' | 'TERM' | 'KILL',
): Promise<void> {
  const container = await aliveContainer(world, intent);
  if (container !== undefined) await kill(world, container.Id, signal);
}

/** Pauses or resumes; paused already, or running already, is fine. Throws `conflict` for what does not run. */
export async function setPaused(world: DockerWorld, intent: StartIntent, isPaused: boolean): Promise<void> {
  const { Id, State } = await requireAlive(world, intent);
  if ((State === 'paused') === isPaused) return;
  await world.use(`${isPaused ? 'pause' : 'resume'} ${intent.service}`, async (docker, abortSignal) => {
    const container = docker.getContainer(Id);
    await (isPaused ? container.pause({ abortSignal }) : container.unpause({ abortSignal }));
  });
}

/** SIGTERM, then SIGKILL after the grace; resolves when the process is gone. The container stays, with its log. */
export async function stopContainer(
  world: DockerWorld,
  intent: StartIntent,
  grace: { readonly ms: number; readonly signal: AbortSignal },
): Promise<void> {
  const container = await aliveContainer(world, intent);
  if (container === undefined) return;
  const { Id, State } = container;
  if (grace.signal.aborted) throw cancelledError(grace.signal.reason);
  await kill(world, Id, 'TERM');
  if (State === 'paused') await resume(world, Id);
  if (await endsWithin(world, Id, grace)) return;
  await kill(world, Id, 'KILL');
  await world.find(`wait for the end of ${intent.service}`, async (docker, abortSignal) => {
    await docker.getContainer(Id).wait({ condition: 'not-running', abortSignal });
  });
}

/** Docker resumes a paused container by itself when it is told to end, but not every engine does: which of the two was first shows in the refusal. */
const RESUMED_BY_ENGINE = /is not (?:paused|running)|resume a stopped container/i;

async function resume(world: DockerWorld, id: string): Promise<void> {
  await world.find('resume a container', async (docker, abortSignal) => {
    try {
      await docker.getContainer(id).unpause({ abortSignal });
    } catch (thrown) {
      if (!RESUMED_BY_ENGINE.test(String(thrown))) throw thrown;
    }
  });
}

async function endsWithin(
  world: DockerWorld,
  id: string,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const limit = AbortSignal.timeout(ms);
  const abortSignal = AbortSignal.any([limit, signal]);
  try {
    await world.find('wait for a container', async (docker) => {
      const answer: unknown = await docker.getContainer(id).wait({ condition: 'not-running', abortSignal });
      WaitAnswer.parse(answer);
    });
    return true;
  } catch (thrown) {
    if (signal.aborted) throw cancelledError(signal.reason);
    if (limit.aborted) return false;
    throw thrown;
  }
}

/** Takes a running service off the lab's network, or puts it back under its names. */
export async function setConnected(
  world: DockerWorld,
  intent: StartIntent,
  isConnected: boolean,
): Promise<void> {
  const { Id } = await requireAlive(world, intent);
  const networkId = await findNetwork(world, intent.lab);
  if (networkId === undefined) {
    throw new SealabError('not-found', `Lab ${intent.lab} has no network any more.`, {
      fix: `Stop the lab and start it again: sealab down ${intent.lab}, then sealab up ${intent.lab}`,
    });
  }
  await world.use(
    `${isConnected ? 'reconnect' : 'disconnect'} ${intent.service}`,
    async (docker, abortSignal) => {
      const network = docker.getNetwork(networkId);
      const back = { Container: Id, EndpointConfig: { Aliases: [intent.service] }, abortSignal };
      try {
        await (isConnected
          ? network.connect(back)
          : network.disconnect({ Container: Id, Force: true, abortSignal }));
      } catch (thrown) {
        // 403 where it is connected already, 404 or 500 `is not connected` where it is not.
        if (!/already exists in network|is not connected/i.test(String(thrown))) throw thrown;
      }
    },
  );
}
