import type Dockerode from 'dockerode';
import type { StartIntent } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { NetworkDetail, NetworkList } from './api-schemas.ts';
import { answerLimit, statusOf } from './docker-errors.ts';
import type { DockerWorld } from './docker-world.ts';
import { isContainerIntent } from './names.ts';
import { listContainers, listVolumes, removeContainer } from './objects.ts';
import { within } from './time-limit.ts';

/**
 * Removes all containers, networks and volumes that bear the lab's labels. Where no engine answers and the lab never
 * started anything on Docker, there is nothing to do.
 */
export async function removeLab(
  world: DockerWorld,
  { lab, intents }: { readonly lab: string; readonly intents: readonly StartIntent[] },
  { signal }: OperationContext,
): Promise<void> {
  const throwIfCancelled = (): void => {
    if (signal.aborted) throw cancelledError(signal.reason);
  };
  throwIfCancelled();
  const containers = await listContainers(world, lab).catch((thrown: unknown) => {
    const hasNothing = !intents.some((intent) => isContainerIntent(intent));
    const isAway =
      thrown instanceof SealabError && (thrown.code === 'no-engine' || thrown.code === 'permission-denied');
    if (hasNothing && isAway) return undefined;
    throw thrown;
  });
  if (containers === undefined) return;
  await Promise.all(containers.map(async ({ Id }) => await removeContainer(world, Id)));
  throwIfCancelled();
  await Promise.all([removeNetworks(world, lab), removeVolumes(world, lab)]);
}

async function removeNetworks({ use, find, names }: DockerWorld, lab: string): Promise<void> {
  const networks = await use('list networks', async (docker) => {
    const answer: unknown = await docker.listNetworks({
      filters: names.filters(lab),
      abortSignal: answerLimit(),
    });
    return NetworkList.parse(answer);
  });
  for (const { Id, Name } of networks) {
    await find(`remove the network ${Name}`, async (docker, abortSignal) => {
      const network = docker.getNetwork(Id);
      const { Containers } = NetworkDetail.parse(await within(abortSignal, network.inspect()));
      // Somebody has put a container of their own on the lab's network; it stays, without this network.
      for (const container of Object.keys(Containers)) {
        await network.disconnect({ Container: container, Force: true, abortSignal });
      }
      await network.remove({ abortSignal });
    });
  }
}

async function removeVolumes(world: DockerWorld, lab: string): Promise<void> {
  const volumes = await listVolumes(world, lab);
  const remove = async (name: string): Promise<void> => {
    const take = async (docker: Dockerode, abortSignal: AbortSignal): Promise<void> => {
      try {
        await docker.getVolume(name).remove({ abortSignal });
      } catch (thrown) {
        if (statusOf(thrown) !== 409) throw thrown;
        throw inUse(name, thrown);
      }
    };
    await world.find(`remove the volume ${name}`, take, 'removalMs');
  };
  await Promise.all(volumes.map(async ({ Name }) => await remove(Name)));
}

function inUse(volume: string, cause: unknown): SealabError {
  return new SealabError('busy', `The volume ${volume} is used by a container that is not of this lab.`, {
    fix: `Remove that container first; this shows it: docker ps -a --filter volume=${volume}`,
    details: { volume },
    cause,
  });
}
